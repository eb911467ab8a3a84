/** After rows were changed: which rows share a key or a stored user with them now, so that their order matters (P11). */
import { rowFlag, several } from '../core/facts';
import { findHolders, hashStride, type UserIndex } from '../storage/users';
import { rowCheckFor, type Context } from './context';
import { addEntangled, dropEntangled } from './entangled';
import type { OpenDraft } from './open-draft';
import type { RowSet } from './row-set';

/**
 * A row that shared something with the former values of a changed row may keep its mark: that costs time, and changes
 * nothing.
 * @returns the rows that were taken in
 */
export async function entangleAgain(
	{ db, index, cache }: Context,
	open: OpenDraft,
	{ rows: changed }: RowSet
): Promise<Uint32Array> {
	const { facts, draft, exam } = open;
	const input = { db, index, cache, check: rowCheckFor(exam, draft) };
	const sharing = findSharing({ facts, index }, changed);
	const taken = new Set<number>();
	for (const row of sharing) {
		if (!((facts.flags[row] as number) & rowFlag.entangled)) taken.add(row);
	}
	const isOut = (row: number) =>
		!sharing.has(row) && !((facts.flags[row] as number) & rowFlag.entangled);
	const alone = new Set([...changed].filter(isOut));
	for (const row of changed) if (!alone.has(row)) taken.add(row);
	dropEntangled(open, alone);
	const rows = Uint32Array.from(taken).sort();
	await addEntangled(open, rows, input);
	return rows;
}

type Table = Pick<OpenDraft, 'facts'> & { readonly index: UserIndex };

/** A hash or ordinal that no changed row has is passed over by one look. */
const sieveBits = 0xffff;

interface Sharers {
	readonly rows: number[];
	isShared: boolean;
}

function findSharing(table: Table, changed: Uint32Array): Set<number> {
	const sieve = new Uint8Array(sieveBits + 1);
	const sharers = new Map<string, Sharers>();
	for (const row of changed) {
		forEachTouch(table, row, (kind, low, high) => {
			sieve[low & sieveBits] = 1;
			const name = `${kind}:${low}:${high}`;
			const known = sharers.get(name);
			if (!known) sharers.set(name, { rows: [row], isShared: false });
			else if (known.rows.at(-1) !== row) known.rows.push(row);
		});
	}
	const sharing = new Set<number>();
	for (let row = 0; row < table.facts.count; row += 1) {
		if (!mayTouch(table, row, sieve)) continue;
		forEachTouch(table, row, (kind, low, high) => {
			if (sieve[low & sieveBits] === 0) return;
			const found = sharers.get(`${kind}:${low}:${high}`);
			if (!found || (found.rows.length === 1 && found.rows[0] === row)) return;
			sharing.add(row);
			if (!found.isShared) for (const each of found.rows) sharing.add(each);
			found.isShared = true;
		});
	}
	return sharing;
}

/** One look at each number of a row, for most of a million pass by. */
function mayTouch({ facts }: Table, row: number, sieve: Uint8Array): boolean {
	const { keys, holders, met } = facts;
	const at = row * hashStride;
	const key = row * 3;
	// Of an email that several hold, any of them may be meant.
	if (holders[key + 2] === several) return true;
	return (
		(sieve[(keys[at] as number) & sieveBits] as number) +
			(sieve[(keys[at + 2] as number) & sieveBits] as number) +
			(sieve[(keys[at + 4] as number) & sieveBits] as number) +
			(sieve[(holders[key] as number) & sieveBits] as number) +
			(sieve[(holders[key + 1] as number) & sieveBits] as number) +
			(sieve[(holders[key + 2] as number) & sieveBits] as number) +
			(sieve[(met[row] as number) & sieveBits] as number) !==
		0
	);
}

/** Of a stored user, by ordinal; keys have the numbers 0 to 2. */
const userKind = 3;

/** Calls back for each key of a row that nobody stored has, and for each stored user that it meets or whose key it has. */
function forEachTouch(
	{ facts, index }: Table,
	row: number,
	take: (kind: number, low: number, high: number) => void
): void {
	const flags = facts.flags[row] as number;
	if (flags & rowFlag.rowError) return;
	for (let key = 0; key < 3; key += 1) {
		const holder = facts.holders[row * 3 + key] as number;
		const at = row * hashStride + key * 2;
		const low = facts.keys[at] as number;
		const high = facts.keys[at + 1] as number;
		if (low === 0 && high === 0) continue;
		if (holder >= 0) take(userKind, holder, 0);
		else if (holder === several) {
			for (const each of findHolders(index, key, { low, high })) take(userKind, each, 0);
		} else take(key, low, high);
	}
	const met = facts.met[row] as number;
	if (flags & rowFlag.renames && met >= 0) take(userKind, met, 0);
}
