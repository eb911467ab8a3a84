/** P10: a row that deletes a user whom another row keeps is an error, and so is that other. */
import { rowFlag } from './facts';
import { skipFlag } from './fixes';
import type { PlanInput } from './plan';
import { codeNumber, type Plan } from './plan-table';
import { actionIndex } from './row-state';

interface Group {
	readonly deletes: number[];
	readonly keeps: number[];
}

/** Users that the file names twice are told by whom they meet before it; new ones by the key that they bring. */
export function opposeDeletes(
	{ facts, policy, entangled, fixes }: PlanInput,
	plan: Plan
): Set<number> {
	const opposed = new Set<number>();
	if (!policy.updates || !policy.allowsDeletes) return opposed;
	const groups = new Map<string | number, Group>();
	for (const { row, keys } of entangled) {
		const flags = facts.flags[row] as number;
		const met = facts.met[row] as number;
		const key = met >= 0 ? met : keys[policy.matchBy];
		if (key === '' || flags & rowFlag.rowError || (fixes?.[row] ?? 0) & skipFlag) continue;
		const group = groups.get(key) ?? { deletes: [], keeps: [] };
		groups.set(key, group);
		if (flags & rowFlag.deletes) group.deletes.push(row);
		else if (!facts.bad[row]) group.keeps.push(row);
	}
	for (const { deletes, keeps } of groups.values()) {
		if (deletes[0] === undefined || keeps[0] === undefined) continue;
		for (const row of deletes) oppose(opposed, plan, { row, other: keeps[0] });
		for (const row of keeps) oppose(opposed, plan, { row, other: deletes[0] });
	}
	return opposed;
}

export function oppose(
	opposed: Set<number>,
	plan: Plan,
	{ row, other }: { readonly row: number; readonly other: number }
): void {
	opposed.add(row);
	plan.action[row] = actionIndex.error;
	plan.code[row] = codeNumber('delete_and_keep');
	plan.other[row] = other;
	plan.holder[row] = -1;
	plan.sets[row] = 0;
	plan.clears[row] = 0;
	plan.flags[row] = 0;
}
