/** The hand-out sheet of one upload (W6): who has which password, for printing alone. Only in the session that made them. */
import type { User } from '../core/records';
import type { MusterDatabase } from '../storage/db';
import { readUsers } from '../storage/list-users';
import { closeMade, madeTables } from '../storage/made-for';
import { findById } from '../storage/users';
import { addReport } from './audit-reports';
import { refreshIndex, type Context } from './context';
import { whileWriting } from './locks';
import type { HandOutSheet, Requests, SheetUser } from './protocol';

/** Null where nothing of this upload is in memory: it was made before a reload, or by somebody else. */
export async function sheetOf(
	context: Context,
	{ uploadId }: Requests['sheet']['ask']
): Promise<HandOutSheet | null> {
	const { db, made } = context;
	const upload = await db.uploads.get(uploadId);
	const passwords = new Map(
		[...made].flatMap(([id, one]) => (one.uploadId === uploadId ? [[id, one.password]] : []))
	);
	if (!upload || passwords.size === 0) return null;
	await refreshIndex(context);
	const ordinals = [...passwords.keys()].flatMap((id) => findById(context.index, id));
	const found = await readUsers(db, new Set(ordinals));
	const waiting = await notAccepted(db, uploadId);
	const byVenue = new Map<string, SheetUser[]>();
	for (const { user } of found) {
		const password = passwords.get(user.id);
		if (password === undefined || user.deletedAt !== null) continue;
		const venue = venueOf(user, upload.examId);
		const group = byVenue.get(venue);
		const line = { ...lineOf(user), password, isOnServer: !waiting.has(user.id) };
		if (group) group.push(line);
		else byVenue.set(venue, [line]);
	}
	return {
		uploadId,
		kind: upload.kind ?? 'file',
		fileName: upload.fileName,
		examName: upload.examName,
		savedAt: upload.savedAt,
		groups: inOrder(byVenue)
	};
}

function lineOf({ id, username, firstName, lastName }: User) {
	return { userId: id, username, name: `${firstName} ${lastName}`.trim() };
}

/** In the upload's exam; new passwords for users of all exams are grouped by the one venue a user has. */
function venueOf({ registrations }: User, examId: string): string {
	if (examId !== '') return registrations[examId]?.venue ?? '';
	const venues = new Set(Object.values(registrations).map(({ venue }) => venue));
	return venues.size === 1 ? ([...venues][0] ?? '') : '';
}

/** By venue and name; those without a venue last. */
function inOrder(byVenue: ReadonlyMap<string, SheetUser[]>): HandOutSheet['groups'] {
	const collator = new Intl.Collator(undefined, { numeric: true });
	const nameOf = ({ name, username }: SheetUser) => name || username;
	return [...byVenue]
		.map(([venue, users]) => ({
			venue,
			users: users.sort((a, b) => collator.compare(nameOf(a), nameOf(b)))
		}))
		.sort((a, b) =>
			a.venue === '' || b.venue === ''
				? Number(a.venue === '') - Number(b.venue === '')
				: collator.compare(a.venue, b.venue)
		);
}

/** Users whose password waits for the server, or came back from it. */
async function notAccepted(db: MusterDatabase, uploadId: string): Promise<ReadonlySet<string>> {
	const pages = await db.changePages.where('uploadId').equals(uploadId).toArray();
	const returned = await db.attention.where('uploadId').equals(uploadId).toArray();
	const changes = [
		...pages.flatMap((page) => page.changes),
		...returned.map(({ change }) => change)
	];
	return new Set(
		changes.flatMap((change) => (change?.kind === 'user' && change.password ? [change.id] : []))
	);
}

/** Writes to the history that the sheet was printed for these users. */
export async function recordHandOut(
	context: Context,
	{ uploadId, userIds }: Requests['handedOut']['ask']
): Promise<null> {
	const { db, nowMs } = context;
	const handedOutAt = new Date(nowMs()).toISOString();
	await whileWriting(() =>
		db.transaction('rw', [...madeTables(db), db.meta], async () => {
			await closeMade(db, new Set(userIds), { uploadId, handedOutAt });
			await addReport(context, { kind: 'hand_out', uploadId, count: userIds.length });
		})
	);
	return null;
}
