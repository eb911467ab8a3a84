/** Numbers behind taken usernames (P3). Names are only ever taken while all rows are added, never freed. */
import { fillDefaults } from './defaults';
import { rowFlag, type RowFacts } from './facts';
import { emailKey, foldKey } from './match';
import type { EntangledRow } from './persons';
import type { Names, PlanInput } from './plan';
import type { Plan } from './plan-table';
import { actionIndex } from './row-state';
import { numberedUsername } from './usernames';

export interface Numbering {
	readonly facts: RowFacts;
	readonly names: Names | undefined;
	readonly plan: Plan;
	/** True where a row before this one, or a stored user at hand, has the name. */
	readonly isHeld: (key: string) => boolean;
	/** By row. */
	readonly numbers: Map<number, number>;
	/** By folded name: the number that is tried next. */
	readonly next: Map<string, number>;
	/** Later rows whose own name a number has made. */
	readonly needs: Set<number>;
}

export function createNumbering(
	{ facts, names }: PlanInput,
	plan: Plan,
	isHeld: Numbering['isHeld']
): Numbering {
	return { facts, names, plan, isHeld, numbers: new Map(), next: new Map(), needs: new Set() };
}

/** Free in the store, in unsent changes and earlier in the file: else true. */
function isTaken({ facts, names, plan, isHeld, needs }: Numbering, key: string, row: number) {
	if (isHeld(key) || names?.isStored(key)) return true;
	const other = names?.rowOf(key) ?? -1;
	if (other < 0 || other === row || plan.action[other] !== actionIndex.create) return false;
	if ((facts.flags[other] as number) & rowFlag.entangled) return false;
	if (other < row) return true;
	needs.add(other);
	return false;
}

/**
 * The row under the name that it gets: its own, or with the next free number.
 * @returns null where a default that names the username cannot stand with the number in it
 */
export function numberRow(numbering: Numbering, entangled: EntangledRow): EntangledRow | null {
	const { row, record, keys } = entangled;
	if (!isTaken(numbering, keys.username, row)) return entangled;
	const base = record.username ?? '';
	let number = numbering.next.get(keys.username) ?? 2;
	while (isTaken(numbering, foldKey(numberedUsername(base, number)), row)) number += 1;
	numbering.next.set(keys.username, number + 1);
	const numbered = renamed(numbering, entangled, numberedUsername(base, number));
	if (numbered) numbering.numbers.set(row, number);
	return numbered;
}

function renamed(
	{ facts, names }: Numbering,
	{ row, record, keys }: EntangledRow,
	username: string
): EntangledRow | null {
	const named = { ...record, username };
	const defaults = names?.defaults ?? null;
	const own = { ...keys, username: foldKey(username) };
	if (!defaults || facts.fallback[row] === 0) return { row, record: named, keys: own };
	// The name itself stands: what other defaults make of it is made again.
	const mask = ((facts.filled[row] as number) | (facts.bad[row] as number)) >>> 0;
	const each = defaults.each.filter(({ field }) => field !== 'username');
	const filling = fillDefaults({ ...defaults, each }, { record: named, has: mask });
	if (filling.bad !== 0) return null;
	const { email = '' } = filling.record;
	return { row, record: filling.record, keys: { ...own, email: email && emailKey(email) } };
}
