/** The changes of an upload that stand: what waits for the server and what it took, by user (V9). */
import type { UserChange } from '../core/change';
import type { MusterDatabase } from './db';

export interface StandingChange {
	readonly change: UserChange;
	/** Given by the server; 0 while the change waits. */
	readonly version: number;
}

/** In the order in which they were made. Read page by page; refused changes are not among them. */
export async function standingChanges(
	db: MusterDatabase,
	uploadId: string
): Promise<Map<string, StandingChange>> {
	const byUser = new Map<string, StandingChange>();
	const numbers = await db.changePages.where('uploadId').equals(uploadId).primaryKeys();
	for (const number of numbers.sort((a, b) => a - b)) {
		const page = await db.changePages.get(number);
		page?.changes.forEach((waiting, place) => {
			const change = waiting ?? page.applied?.[place];
			if (change?.kind !== 'user') return;
			const version = waiting ? 0 : (page.versions?.[place] ?? 0);
			const former = byUser.get(change.id);
			byUser.set(change.id, { change: former ? both(former.change, change) : change, version });
		});
	}
	return byUser;
}

/** Two changes of one user as one: a row that was planned again may have met a user of another row (Y6). */
function both(first: UserChange, second: UserChange): UserChange {
	return {
		...second,
		op: first.op === 'create' ? 'create' : second.op,
		set: merged(first.set, second.set),
		before: merged(second.before, first.before),
		password: second.password ?? first.password
	};
}

function merged(under: UserChange['set'], over: UserChange['set']): UserChange['set'] {
	const registrations = { ...under.registrations };
	for (const [exam, values] of Object.entries(over.registrations)) {
		const held = registrations[exam];
		registrations[exam] = held && values ? { ...held, ...values } : values;
	}
	return { user: { ...under.user, ...over.user }, registrations };
}
