/** Loads what planning in file order needs: the rows that share something, and the stored users they touch. */
import type { RowCheck } from '../core/check';
import { rowFlag, several } from '../core/facts';
import { personOf, type EntangledRow, type StoredPerson } from '../core/persons';
import { pageRows, type MusterDatabase } from '../storage/db';
import { readDraftPage } from '../storage/drafts';
import {
	findHolders,
	hashStride,
	keysOf,
	readUser,
	type PageCache,
	type UserIndex
} from '../storage/users';
import { rawRow } from '../storage/draft-rows';
import { rowShape, type OpenDraft } from './open-draft';

export interface LoadInput {
	readonly db: MusterDatabase;
	readonly index: UserIndex;
	readonly cache: PageCache;
	readonly check: RowCheck;
}

export function entangledRows({ facts }: Pick<OpenDraft, 'facts'>): Uint32Array {
	const rows: number[] = [];
	for (let row = 0; row < facts.count; row += 1) {
		if ((facts.flags[row] as number) & rowFlag.entangled) rows.push(row);
	}
	return Uint32Array.from(rows);
}

/** Rows that share nothing any more: their place in the file is of no matter. */
export function dropEntangled(open: OpenDraft, rows: ReadonlySet<number>): void {
	for (const row of rows) {
		open.facts.flags[row] = (open.facts.flags[row] as number) & ~rowFlag.entangled;
	}
	open.entangled = open.entangled.filter(({ row }) => !rows.has(row));
}

export async function loadEntangled(open: OpenDraft, input: LoadInput): Promise<void> {
	open.entangled = [];
	open.stored = new Map();
	await addEntangled(open, entangledRows(open), input);
}

/** Takes rows to those whose order matters, or takes them again with the values they have now. */
export async function addEntangled(
	open: OpenDraft,
	rows: Uint32Array,
	input: LoadInput
): Promise<void> {
	for (const row of rows) {
		open.facts.flags[row] = (open.facts.flags[row] as number) | rowFlag.entangled;
	}
	const added = await readRows(open, rows, input);
	const taken = new Set(rows);
	const others = open.entangled.filter(({ row }) => !taken.has(row));
	open.entangled = [...others, ...added].sort((one, other) => one.row - other.row);
	open.stored = new Map([...open.stored, ...(await readStored(open, rows, input))]);
}

async function readRows(
	open: OpenDraft,
	rows: Uint32Array,
	{ db, check }: LoadInput
): Promise<EntangledRow[]> {
	const { draft } = open;
	const shape = rowShape(open);
	const found: EntangledRow[] = [];
	let page = undefined as Awaited<ReturnType<typeof readDraftPage>>;
	for (const row of rows) {
		const number = Math.floor(row / pageRows);
		if (page?.page !== number) page = await readDraftPage(db, draft.id, number);
		if (!page) continue;
		const raw = rawRow(page, row % pageRows, shape);
		const { record } = check(raw.cells);
		const { username = '', clientId = '', email = '' } = record;
		found.push({ row, record, keys: keysOf({ username, clientId, email }) });
	}
	return found;
}

async function readStored(
	{ facts, draft }: OpenDraft,
	rows: Uint32Array,
	{ index, cache }: LoadInput
): Promise<Map<number, StoredPerson>> {
	const ordinals = new Set<number>();
	for (const row of rows) {
		for (let key = 0; key < 3; key += 1) {
			const holder = facts.holders[row * 3 + key] as number;
			if (holder >= 0) ordinals.add(holder);
			const met = facts.met[row] as number;
			if (met >= 0) ordinals.add(met);
			if (holder !== several) continue;
			const at = row * hashStride + key * 2;
			const hash = { low: facts.keys[at] as number, high: facts.keys[at + 1] as number };
			for (const ordinal of findHolders(index, key, hash)) ordinals.add(ordinal);
		}
	}
	const stored = new Map<number, StoredPerson>();
	for (const ordinal of [...ordinals].sort((a, b) => a - b)) {
		const user = await readUser(cache, ordinal);
		if (!user) continue;
		stored.set(ordinal, { values: personOf(user, draft.examId ?? ''), keys: keysOf(user) });
	}
	return stored;
}
