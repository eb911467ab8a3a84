/** Users as the list shows them: searched, filtered, in the order of their names. */
import { foldKey } from '../core/match';
import type { User } from '../core/records';
import { pageUsers, type MusterDatabase } from './db';

export interface UserQuery {
	/** Only users registered in this exam; null for all. */
	readonly examId: string | null;
	/** Only those at this venue of the exam ('' for those without one); null or absent for all. */
	readonly venue?: string | null | undefined;
	/** Name, username, email or Client ID holds this; '' for all. */
	readonly search: string;
}

/** Ordinals of the users that match, by last and first name. */
export async function findUsers(db: MusterDatabase, query: UserQuery): Promise<Uint32Array> {
	const search = foldKey(query.search);
	const found: { ordinal: number; name: string }[] = [];
	await db.userPages.each(({ page, users }) => {
		users.forEach((user, slot) => {
			if (!matches(user, query, search)) return;
			found.push({ ordinal: page * pageUsers + slot, name: sortName(user) });
		});
	});
	const collator = new Intl.Collator();
	found.sort((a, b) => collator.compare(a.name, b.name));
	return Uint32Array.from(found, ({ ordinal }) => ordinal);
}

function matches(user: User, { examId, venue = null }: UserQuery, search: string): boolean {
	if (user.deletedAt !== null) return false;
	if (examId !== null && !user.registrations[examId]) return false;
	if (venue !== null && examId !== null && user.registrations[examId]?.venue !== venue)
		return false;
	if (search === '') return true;
	const { firstName, lastName, username, email, clientId } = user;
	return foldKey([firstName, lastName, username, email, clientId].join(' ')).includes(search);
}

function sortName({ firstName, lastName, username }: User): string {
	return `${firstName} ${lastName}`.trim() || username;
}

/** Users at these ordinals, with the change of each that waits for the server ('' for none). */
export async function readUsers(
	db: MusterDatabase,
	ordinals: Iterable<number>
): Promise<{ ordinal: number; user: User; pending: string }[]> {
	const list = [...ordinals];
	const numbers = [...new Set(list.map((ordinal) => Math.floor(ordinal / pageUsers)))];
	const pages = new Map(
		(await db.userPages.bulkGet(numbers)).flatMap((page) => (page ? [[page.page, page]] : []))
	);
	return list.flatMap((ordinal) => {
		const page = pages.get(Math.floor(ordinal / pageUsers));
		const user = page?.users[ordinal % pageUsers];
		return page && user
			? [{ ordinal, user, pending: page.pending[ordinal % pageUsers] ?? '' }]
			: [];
	});
}
