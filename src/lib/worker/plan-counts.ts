/** How many of a plan's rows, and of the users behind them, fare how (V1): of all rows, or of some. */
import { rowFlag } from '../core/facts';
import { roles, type Role } from '../core/fields';
import { codeNumber, mailOfRow, planFlag, type Plan } from '../core/plan-table';
import { actionIndex, actionOrder, mails, type Action, type Mail } from '../core/row-state';
import type { OpenDraft } from './open-draft';
import { forEachRow, type RowSet } from './row-set';

export type ByRole = Readonly<Record<Role, number>>;

/** Sums that can be added and taken off, row by row: numbers alone. */
export interface PlanCounts {
	readonly actions: Record<Action, number>;
	readonly changes: Record<'create' | 'update' | 'delete', number>;
	/** New users for whom the file has no password, by role (W1): users, not rows (P4). */
	readonly withoutPassword: Record<Role, number>;
	/** Users by what becomes of their registration mail (S8): one a user. */
	readonly mails: Record<Exclude<Mail, 'none'>, number>;
	rowsHeldBack: number;
	rowsNotInExam: number;
	rowsCleared: number;
	passwordsReplaced: number;
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
	return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}

function noCounts(): PlanCounts {
	return {
		actions: zeros(actionOrder),
		changes: zeros(['create', 'update', 'delete']),
		withoutPassword: zeros(roles),
		mails: zeros(mails.filter((mail) => mail !== 'none')),
		...zeros(['rowsHeldBack', 'rowsNotInExam', 'rowsCleared', 'passwordsReplaced'])
	};
}

/**
 * @param only these rows, all whose order matters among them: what becomes of users that several rows touch is counted
 * whole
 */
export function countPlan(
	{ plan, facts }: Pick<OpenDraft, 'plan' | 'facts'>,
	only?: RowSet
): PlanCounts {
	const counts = noCounts();
	const byAction = new Uint32Array(actionOrder.length);
	const folds = foldedRows(plan);
	forEachRow(facts.count, only, (row) => {
		const action = plan.action[row] as number;
		byAction[action] = (byAction[action] as number) + 1;
		countFlags(counts, plan, row);
		const mail = mailOfRow(plan, row);
		if (mail !== 'none' && !isMailedByLater(plan, folds, row)) counts.mails[mail] += 1;
		if (!folds.has(row)) countAlone(counts, { plan, facts }, row);
	});
	actionOrder.forEach((action, at) => (counts.actions[action] = byAction[at] as number));
	for (const { kind, passwordRow, after } of plan.folds) {
		if (kind !== 'none') counts.changes[kind] += 1;
		if (kind === 'create' && passwordRow < 0) {
			counts.withoutPassword[after?.registration?.role ?? 'candidate'] += 1;
		}
	}
	return counts;
}

/** Rows that cause a mail, one for each user (S8). */
export function mailedRows(plan: Plan): number[] {
	const folds = foldedRows(plan);
	const rows: number[] = [];
	for (let row = 0; row < plan.flags.length; row += 1) {
		if (mailOfRow(plan, row) === 'sent' && !isMailedByLater(plan, folds, row)) rows.push(row);
	}
	return rows;
}

/** By row: the rows of its user, where several may be. */
function foldedRows({ folds }: Plan): ReadonlyMap<number, readonly number[]> {
	return new Map(folds.flatMap(({ rows }) => rows.map((row) => [row, rows] as const)));
}

/** The last row that mails a user speaks for all. */
function isMailedByLater(
	plan: Plan,
	folds: ReadonlyMap<number, readonly number[]>,
	row: number
): boolean {
	return folds.get(row)?.some((each) => each > row && mailOfRow(plan, each) !== 'none') ?? false;
}

/** A row that is all there is for its user. */
function countAlone(
	{ changes, withoutPassword }: PlanCounts,
	{ plan, facts }: Pick<OpenDraft, 'plan' | 'facts'>,
	row: number
): void {
	const action = plan.action[row];
	if (action === actionIndex.update) changes.update += 1;
	else if (action === actionIndex.delete) changes.delete += 1;
	if (action !== actionIndex.create) return;
	changes.create += 1;
	const isSet = ((plan.flags[row] as number) & planFlag.setsPassword) !== 0;
	if (!isSet || (facts.flags[row] as number) & rowFlag.hasPassword) return;
	withoutPassword[roles[(facts.role[row] as number) - 1] ?? 'candidate'] += 1;
}

const notInExam = codeNumber('exists_not_in_exam');

function countFlags(counts: PlanCounts, plan: Plan, row: number): void {
	const flags = plan.flags[row] as number;
	const action = plan.action[row] as number;
	if (flags & planFlag.isHeldBack) counts.rowsHeldBack += 1;
	if (action === actionIndex.update) {
		if (plan.clears[row] !== 0) counts.rowsCleared += 1;
		if (flags & planFlag.setsPassword) counts.passwordsReplaced += 1;
	}
	if (action === actionIndex.skip && plan.code[row] === notInExam) counts.rowsNotInExam += 1;
}

/** The sums of some rows added to those of others, or taken off. */
export function addCounts(all: PlanCounts, some: PlanCounts, sign: 1 | -1): PlanCounts {
	const sum = <K extends string>(one: Record<K, number>, other: Record<K, number>) => {
		const keys = Object.keys(other) as K[];
		return Object.fromEntries(keys.map((key) => [key, one[key] + sign * other[key]]));
	};
	return {
		...sum(plainOf(all), plainOf(some)),
		actions: sum(all.actions, some.actions),
		changes: sum(all.changes, some.changes),
		withoutPassword: sum(all.withoutPassword, some.withoutPassword),
		mails: sum(all.mails, some.mails)
	} as PlanCounts;
}

function plainOf({ rowsHeldBack, rowsNotInExam, rowsCleared, passwordsReplaced }: PlanCounts) {
	return { rowsHeldBack, rowsNotInExam, rowsCleared, passwordsReplaced };
}

export function sumOf(counts: ByRole): number {
	return roles.reduce((sum, role) => sum + counts[role], 0);
}
