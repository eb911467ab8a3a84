/** What the server has of users and exams whose changes wait; see `Pulled` in `db.ts`. Inside a transaction. */
import type { Change } from '../core/change';
import type { Exam, User } from '../core/records';
import type { MusterDatabase } from './db';

export interface LaidAside<T> {
	readonly pulled: T | null;
	readonly refused: readonly Change[];
}

export const nothingAside: LaidAside<never> = { pulled: null, refused: [] };

/** By id; every id that was asked for is in it. */
export async function readPulled<T extends User | Exam>(
	db: MusterDatabase,
	ids: Iterable<string>
): Promise<Map<string, LaidAside<T>>> {
	const list = [...ids];
	const found = list.length === 0 ? [] : await db.pulled.bulkGet(list);
	return new Map(
		list.map((id, place) => {
			const row = found[place];
			return [id, { pulled: (row?.value ?? null) as T | null, refused: row?.refused ?? [] }];
		})
	);
}

export async function writePulled(
	db: MusterDatabase,
	aside: ReadonlyMap<string, LaidAside<User | Exam>>
): Promise<void> {
	const isEmpty = ({ pulled, refused }: LaidAside<User | Exam>) =>
		pulled === null && refused.length === 0;
	const empty = [...aside].filter(([, row]) => isEmpty(row)).map(([id]) => id);
	const kept = [...aside].filter(([, row]) => !isEmpty(row));
	if (empty.length > 0) await db.pulled.bulkDelete(empty);
	if (kept.length === 0) return;
	await db.pulled.bulkPut(
		kept.map(([id, { pulled, refused }]) => ({ id, value: pulled, refused }))
	);
}

/** What a history that is gone had says nothing of the next one, whose versions may be lower. */
export async function forgetPulled(db: MusterDatabase): Promise<void> {
	const rows = await db.pulled.toArray();
	await writePulled(db, new Map(rows.map(({ id, refused }) => [id, { pulled: null, refused }])));
}
