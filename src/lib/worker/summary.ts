/** Counts and causes of a plan (V1, V2). One computed set: the cells, the filters and the button cannot disagree. */
import type { Issue, IssueLevel } from '../core/issue';
import { forEachIssue, seatsIssue, seatsKey, type PlannedRows } from './plan-issues';
import { addCounts, countPlan, type PlanCounts } from './plan-counts';
import type { ProblemGroup } from './protocol';
import { forEachRow, type RowSet } from './row-set';

/** Bits of {@link Summary.levels}. */
export const levelFlag = { error: 1, warning: 2, note: 4 } as const;

export interface Summary extends Readonly<PlanCounts> {
	readonly warnings: number;
	readonly problems: readonly ProblemGroup[];
	readonly fileIssues: readonly Issue[];
	/** Each group of rows by its id; those that are one message for the file among them (F12). */
	readonly groups: ReadonlyMap<string, Group>;
	/** Ids of those that are one message for the file: their warnings are not counted. */
	readonly wide: ReadonlySet<string>;
	/** By row: which levels of issue it has. */
	readonly levels: Uint8Array;
}

/** Rows of which the same is said. */
export interface Group {
	readonly issue: Issue;
	readonly rows: number;
}

/** A cause in more than this part of at least this many rows is one message for the file (F12). */
const fileWide = { part: 0.9, rows: 20 } as const;

export function summarise(open: PlannedRows): Summary {
	const groups = groupRows(open);
	const wide = wideOf(groups, open.facts.count);
	const levels = new Uint8Array(open.facts.count);
	markLevels(open, { groups, wide, levels });
	const warnings = countWarnings(levels);
	return { ...countPlan(open), warnings, ...tellGroups(groups, wide), levels };
}

/** What is told of the rows that are not planned again. */
export interface Rest {
	readonly counts: PlanCounts;
	readonly warnings: number;
	readonly groups: ReadonlyMap<string, Group>;
}

/** @param rows all whose order matters among them */
export function restOf(open: PlannedRows, rest: Rest, levels: Uint8Array, rows: RowSet): Rest {
	return {
		counts: addCounts(rest.counts, countPlan(open, rows), -1),
		warnings: rest.warnings - countWarnings(levels, rows),
		groups: addGroups(rest.groups, groupRows(open, rows), -1)
	};
}

/**
 * The summary when these rows were planned again and the rest is as it was; it takes the former one's levels over.
 * @returns null where a cause has become one message for the file, or is none any more: then all rows are gone through
 */
export function resummarise(
	open: PlannedRows,
	{ wide: formerWide, levels }: Summary,
	{ rest, rows }: { readonly rest: Rest; readonly rows: RowSet }
): Summary | null {
	const groups = addGroups(rest.groups, groupRows(open, rows), 1);
	// How many are booked is told with the venue, whoever they are.
	for (const [place, venue] of open.fullVenues) {
		const group = groups.get(seatsKey(place));
		if (group) groups.set(seatsKey(place), { ...group, issue: seatsIssue(venue) });
	}
	const wide = wideOf(groups, open.facts.count);
	if (wide.size !== formerWide.size || [...wide].some((key) => !formerWide.has(key))) return null;
	for (const row of rows.rows) levels[row] = 0;
	markLevels(open, { groups, wide, levels }, rows);
	return {
		...addCounts(rest.counts, countPlan(open, rows), 1),
		warnings: rest.warnings + countWarnings(levels, rows),
		...tellGroups(groups, wide),
		levels
	};
}

function groupRows(open: PlannedRows, only?: RowSet): Map<string, Group> {
	const groups = new Map<string, { issue: Issue; rows: number; lastRow: number }>();
	forEachIssue(
		open,
		(row, key, make) => {
			let group = groups.get(key);
			if (!group) groups.set(key, (group = { issue: make(), rows: 0, lastRow: -1 }));
			if (group.lastRow !== row) group.rows += 1;
			group.lastRow = row;
		},
		only
	);
	return new Map([...groups].map(([key, { issue, rows }]) => [key, { issue, rows }]));
}

function addGroups(
	all: ReadonlyMap<string, Group>,
	some: ReadonlyMap<string, Group>,
	sign: 1 | -1
): Map<string, Group> {
	const groups = new Map(all);
	for (const [key, { issue, rows }] of some) {
		const now = (groups.get(key)?.rows ?? 0) + sign * rows;
		if (now === 0) groups.delete(key);
		else groups.set(key, { issue: groups.get(key)?.issue ?? issue, rows: now });
	}
	return groups;
}

function wideOf(groups: ReadonlyMap<string, Group>, rows: number): Set<string> {
	const wide = new Set<string>();
	for (const [key, group] of groups) {
		const isWide = rows >= fileWide.rows && group.rows > rows * fileWide.part;
		if (isWide && group.issue.level !== 'note') wide.add(key);
	}
	return wide;
}

function markLevels(
	open: PlannedRows,
	{
		groups,
		wide,
		levels
	}: {
		readonly groups: ReadonlyMap<string, Group>;
		readonly wide: ReadonlySet<string>;
		readonly levels: Uint8Array;
	},
	only?: RowSet
): void {
	forEachIssue(
		open,
		(row, key) => {
			const level = groups.get(key)?.issue.level ?? 'note';
			if (level === 'warning' && wide.has(key)) return;
			levels[row] = (levels[row] as number) | levelFlag[level];
		},
		only
	);
}

function countWarnings(levels: Uint8Array, only?: RowSet): number {
	let warnings = 0;
	forEachRow(levels.length, only, (row) => {
		if ((levels[row] as number) & levelFlag.warning) warnings += 1;
	});
	return warnings;
}

function tellGroups(groups: ReadonlyMap<string, Group>, wide: ReadonlySet<string>) {
	return {
		problems: sortProblems(groups, wide),
		fileIssues: sortGroups([...groups].filter(([key]) => wide.has(key))).map(wideIssue),
		groups,
		wide
	};
}

function wideIssue({ issue: found, rows }: Group): Issue {
	return { ...found, params: { ...found.params, rows } };
}

const levelRank: Record<IssueLevel, number> = { error: 0, warning: 1, note: 2 };

function sortProblems(
	groups: ReadonlyMap<string, Group>,
	wide: ReadonlySet<string>
): ProblemGroup[] {
	return sortGroups([...groups].filter(([key, { issue }]) => !wide.has(key) && !isOutcome(issue)));
}

function sortGroups(groups: readonly (readonly [string, Group])[]): ProblemGroup[] {
	return groups
		.map(([id, { issue, rows }]) => ({ id, issue, rows }))
		.sort(
			(a, b) =>
				levelRank[a.issue.level] - levelRank[b.issue.level] || b.rows - a.rows || inOrder(a, b)
		);
}

/** Of as many rows: the same order, whatever came first. */
function inOrder(one: ProblemGroup, other: ProblemGroup): number {
	const name = ({ id, issue }: ProblemGroup) => `${issue.code} ${issue.field ?? ''} ${id}`;
	return name(one) < name(other) ? -1 : 1;
}

/** Why a row is skipped is no problem unless it is a warning. */
function isOutcome({ code, level }: Issue): boolean {
	return level === 'note' && (code === 'exists' || code === 'no_such_user');
}
