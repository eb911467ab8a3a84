/** What a spreadsheet changed in the file, and whether it was undone, can be, or cannot (F2). */
import type { IssueCode } from '../../core/issue';
import type { ProblemGroup, Review } from '../../worker/protocol';

const kinds: Readonly<Partial<Record<IssueCode, DamageKind>>> = {
	unwrapped: 'repaired',
	zeros_restored: 'repaired',
	zeros_lost: 'repairable',
	number_damage: 'lost',
	date_damage: 'lost',
	error_value: 'lost'
};

export const damageKinds = ['repaired', 'repairable', 'lost'] as const;
export type DamageKind = (typeof damageKinds)[number];

export interface Damage {
	readonly kind: DamageKind;
	/** An id of '' stands for a message about the whole file, which has no group of rows. */
	readonly groups: readonly ProblemGroup[];
	readonly rows: number;
}

/** By kind, without those that the file has none of. */
export function damageOf({
	problems,
	fileIssues
}: Pick<Review, 'problems' | 'fileIssues'>): Damage[] {
	const wide = fileIssues.map((issue) => ({
		id: '',
		issue,
		rows: Number(issue.params['rows'] ?? 0)
	}));
	return damageKinds.flatMap((kind) => {
		const groups = [...wide, ...problems].filter(({ issue }) => kinds[issue.code] === kind);
		const rows = groups.reduce((sum, group) => sum + group.rows, 0);
		return groups.length === 0 ? [] : [{ kind, groups, rows }];
	});
}
