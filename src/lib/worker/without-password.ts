/** New users for whom the file has no password (W1): how many, by the role they will have. */
import { actionIndex } from '../core/row-state';
import { rowFlag } from '../core/facts';
import { roles, type Role } from '../core/fields';
import { planFlag } from '../core/plan-table';
import type { OpenDraft } from './open-draft';

export type ByRole = Readonly<Record<Role, number>>;

/** Users, not rows: two rows that create one user count once (P4). */
export function newWithoutPassword({ plan, facts }: Pick<OpenDraft, 'plan' | 'facts'>): ByRole {
	const counts: Record<Role, number> = { candidate: 0, invigilator: 0, marker: 0 };
	const folded = new Set(plan.folds.flatMap(({ rows }) => rows));
	for (let row = 0; row < facts.count; row += 1) {
		if (plan.action[row] !== actionIndex.create || (folded.size > 0 && folded.has(row))) continue;
		const isSet = ((plan.flags[row] as number) & planFlag.setsPassword) !== 0;
		if (!isSet || (facts.flags[row] as number) & rowFlag.hasPassword) continue;
		counts[roles[(facts.role[row] as number) - 1] ?? 'candidate'] += 1;
	}
	for (const { kind, passwordRow, after } of plan.folds) {
		if (kind === 'create' && passwordRow < 0) counts[after?.registration?.role ?? 'candidate'] += 1;
	}
	return counts;
}

export function sumOf(counts: ByRole): number {
	return roles.reduce((sum, role) => sum + counts[role], 0);
}
