/** Counts and causes of a plan (V1, V2). One computed set: the cells, the filters and the button cannot disagree. */
import { actionIndex, type Action } from '../core/row-state';
import { issue, type Issue, type IssueLevel } from '../core/issue';
import { codeNumber, codeOf, mailOfRow, planFlag, type Plan } from '../core/plan-table';
import { venueAfter, type FullVenue } from '../core/seats';
import { countActions } from '../core/plan';
import { issueOfCode } from './row-issues';
import type { Causes } from './causes';
import { newWithoutPassword, type ByRole } from './without-password';
import { passwordIssues } from './passwords';
import { photoLackOf } from './photo-lack';
import type { OpenDraft } from './open-draft';
import type { ProblemGroup, Review } from './protocol';

/** Bits of {@link Summary.levels}. */
export const levelFlag = { error: 1, warning: 2, note: 4 } as const;

export interface Summary {
	readonly actions: Readonly<Record<Action, number>>;
	readonly warnings: number;
	readonly changes: { readonly create: number; readonly update: number; readonly delete: number };
	readonly rowsHeldBack: number;
	readonly rowsNotInExam: number;
	readonly rowsCleared: number;
	readonly passwordsReplaced: number;
	/** New users for whom the file has no password, by role. */
	readonly withoutPassword: ByRole;
	/** Users by what becomes of their registration mail (S8). */
	readonly mails: Review['mails'];
	readonly problems: readonly ProblemGroup[];
	readonly fileIssues: readonly Issue[];
	/** What each group of rows is about, by its id; those that are one message for the file among them (F12). */
	readonly groups: ReadonlyMap<string, Issue>;
	/** By row: which levels of issue it has. */
	readonly levels: Uint8Array;
}

export interface Group {
	readonly issue: Issue;
	rows: number;
	lastRow: number;
}

type Draftish = Pick<
	OpenDraft,
	'facts' | 'causes' | 'passwords' | 'plan' | 'fullVenues' | 'exam' | 'photos'
>;

/** Whoever skips a row has said all there is to say of it. */
export const skippedByHand = codeNumber('skipped_by_hand');

/** A cause in more than this part of at least this many rows is one message for the file (F12). */
const fileWide = { part: 0.9, rows: 20 } as const;

const errorAction = actionIndex.error;
const skipAction = actionIndex.skip;
const updateAction = actionIndex.update;
const deleteAction = actionIndex.delete;

export function summarise(open: Draftish): Summary {
	const groups = new Map<string, Group>();
	forEachIssue(open, (row, key, make) => {
		let group = groups.get(key);
		if (!group) groups.set(key, (group = { issue: make(), rows: 0, lastRow: -1 }));
		if (group.lastRow !== row) group.rows += 1;
		group.lastRow = row;
	});
	const rows = open.facts.count;
	const wide = new Set<string>();
	for (const [key, group] of groups) {
		const isWide = rows >= fileWide.rows && group.rows > rows * fileWide.part;
		if (isWide && group.issue.level !== 'note') wide.add(key);
	}
	const levels = new Uint8Array(rows);
	forEachIssue(open, (row, key) => {
		const level = groups.get(key)?.issue.level ?? 'note';
		if (level === 'warning' && wide.has(key)) return;
		levels[row] = (levels[row] as number) | levelFlag[level];
	});
	let warnings = 0;
	for (let row = 0; row < rows; row += 1) {
		if ((levels[row] as number) & levelFlag.warning) warnings += 1;
	}
	return {
		actions: countActions(open.plan),
		warnings,
		changes: countChanges(open.plan),
		...countFlags(open),
		withoutPassword: newWithoutPassword(open),
		mails: countMails(open.plan),
		problems: sortProblems(groups, wide),
		fileIssues: [...wide].map((key) => wideIssue(groups.get(key) as Group)),
		groups: new Map([...groups].map(([key, group]) => [key, group.issue])),
		levels
	};
}

function wideIssue({ issue: found, rows }: Group): Issue {
	return { ...found, params: { ...found.params, rows } };
}

/** Id of the problem group of a cell's cause; a fault of a row that is left alone or deleted is a warning (P14). */
export function causeKey(cause: number, level: IssueLevel): string {
	return `c${cause}${level[0]}`;
}

export function levelOf(level: IssueLevel, action: number): IssueLevel {
	const isLeftAlone = action === skipAction || action === deleteAction;
	return level === 'error' && isLeftAlone ? 'warning' : level;
}

/** Calls back for each issue of each row with the id of its group. Rows come in order within each kind of issue. */
export function forEachIssue(
	open: Draftish,
	take: (row: number, key: string, make: () => Issue) => void
): void {
	forEachCellIssue(open, take);
	forEachPlanIssue(open, take);
	forEachPasswordIssue(open, take);
	forEachPhotoIssue(open, take);
}

type Take = (row: number, key: string, make: () => Issue) => void;

function forEachCellIssue({ causes, plan }: Draftish, take: Take): void {
	const keys = causeKeys(causes);
	for (let at = 0; at < causes.length; at += 2) {
		const row = causes.entries[at] as number;
		if (plan.code[row] === skippedByHand) continue;
		const cause = causes.entries[at + 1] as number;
		const found = causes.issues[cause] as Issue;
		const level = levelOf(found.level, plan.action[row] as number);
		const names = keys[cause] as { own: string; asWarning: string };
		const key = level === found.level ? names.own : names.asWarning;
		take(row, key, () => ({ ...found, level }));
	}
}

/** Built once a pass: a million entries name a handful of causes. */
function causeKeys({ issues }: Causes): { own: string; asWarning: string }[] {
	return issues.map(({ level }, cause) => ({
		own: causeKey(cause, level),
		asWarning: causeKey(cause, 'warning')
	}));
}

function forEachPlanIssue({ plan, facts, fullVenues }: Draftish, take: Take): void {
	for (let row = 0; row < plan.action.length; row += 1) {
		const code = plan.code[row] as number;
		if (code !== 0) {
			const name = codeOf(code) as NonNullable<ReturnType<typeof codeOf>>;
			take(row, `p${code}`, () => issueOfCode(name, plan.action[row] === errorAction));
		}
		const flags = plan.flags[row] as number;
		if (flags & warningFlags) forEachFlagIssue(row, flags, take);
		if (flags & planFlag.overSeats) {
			const place = venueAfter(facts, plan, row);
			take(row, `f-seats-${place}`, () => seatsIssue(fullVenues.get(place)));
		}
		if (plan.numbers && plan.numbers[row] !== 0) {
			take(row, 'f-number', () => issue('number_appended', 'note', 'username'));
		}
	}
}

/** F11: the venue, its seats and those who would be booked there. */
export function seatsIssue(venue: FullVenue | undefined): Issue {
	const params = venue ? { value: venue.name, seats: venue.seats, booked: venue.booked } : {};
	return issue('venue_over_seats', 'warning', 'venue', params);
}

const warningFlags =
	planFlag.roleChanges |
	planFlag.renames |
	planFlag.sharesUser |
	planFlag.keptOnClear |
	planFlag.bookedWithoutVenue |
	planFlag.bookedNotEligible |
	planFlag.takesOut;

function forEachFlagIssue(row: number, flags: number, take: Take): void {
	if (flags & planFlag.roleChanges) {
		take(row, 'f-role', () => issue('role_changes', 'warning', 'role'));
	}
	if (flags & planFlag.renames) {
		take(row, 'f-rename', () => issue('renames_user', 'warning', 'username'));
	}
	if (flags & planFlag.sharesUser) {
		take(row, 'f-shares', () => issue('duplicate_row', 'warning', null));
	}
	if (flags & planFlag.bookedWithoutVenue) {
		take(row, 'f-no-venue', () => issue('booked_without_venue', 'warning', 'venue'));
	}
	if (flags & planFlag.bookedNotEligible) {
		take(row, 'f-not-eligible', () => issue('booked_not_eligible', 'warning', 'eligible'));
	}
	if (flags & planFlag.takesOut) {
		take(row, 'f-out', () => issue('taken_out_of_exam', 'note', 'deleted'));
	}
	if (flags & planFlag.keptOnClear) take(row, 'f-kept', () => issue('cannot_clear', 'note', null));
}

function forEachPasswordIssue({ plan, passwords, facts }: Draftish, take: Take): void {
	if (passwords.groupSizes.length <= 1) return;
	for (let row = 0; row < facts.count; row += 1) {
		const verdict = passwords.verdicts[row] as number;
		if (verdict === 0 || plan.code[row] === skippedByHand) continue;
		const size = passwords.groupSizes[passwords.groups[row] as number] ?? 0;
		for (const found of passwordIssues(verdict, size)) {
			if (!isPasswordUsed(plan, row) && found.level !== 'error') continue;
			const level = levelOf(found.level, plan.action[row] as number);
			const reason = String(found.params['reason'] ?? '');
			take(row, `w-${found.code}-${reason}-${level}`, () => ({ ...found, level }));
		}
	}
}

function forEachPhotoIssue(open: Draftish, take: Take): void {
	const lack = photoLackOf(open);
	if (!lack) return;
	for (let row = 0; row < open.facts.count; row += 1) {
		if (lack.isOf(row)) take(row, `f-${lack.issue.code}`, () => lack.issue);
	}
}

/** A password that this upload does not set is nobody's concern. */
export function isPasswordUsed(plan: Plan, row: number): boolean {
	return ((plan.flags[row] as number) & planFlag.setsPassword) !== 0;
}

function countChanges({ action, folds }: Plan): Summary['changes'] {
	const changes = { create: 0, update: 0, delete: 0 };
	const folded = new Set(folds.flatMap(({ rows }) => rows));
	for (let row = 0; row < action.length; row += 1) {
		if (folded.size > 0 && folded.has(row)) continue;
		if (action[row] === actionIndex.create) changes.create += 1;
		else if (action[row] === actionIndex.update) changes.update += 1;
		else if (action[row] === deleteAction) changes.delete += 1;
	}
	for (const { kind } of folds) if (kind !== 'none') changes[kind] += 1;
	return changes;
}

/** One mail a user: of several rows for one, any that causes it. */
function countMails(plan: Plan): Summary['mails'] {
	const counts = { sent: 0, not_eligible: 0, not_booked: 0, exam_started: 0 };
	const notLast = new Map(
		plan.folds.flatMap(({ rows }) => rows.slice(0, -1).map((row) => [row, rows]))
	);
	for (let row = 0; row < plan.flags.length; row += 1) {
		const mail = mailOfRow(plan, row);
		if (mail === 'none') continue;
		// The last row that mails a user speaks for all.
		const rows = notLast.size > 0 ? notLast.get(row) : undefined;
		if (rows?.some((each) => each > row && mailOfRow(plan, each) !== 'none')) continue;
		counts[mail] += 1;
	}
	return counts;
}

function countFlags({ plan, facts }: Draftish) {
	let rowsHeldBack = 0;
	let rowsNotInExam = 0;
	let rowsCleared = 0;
	let passwordsReplaced = 0;
	const notInExam = 'exists_not_in_exam';
	for (let row = 0; row < facts.count; row += 1) {
		const flags = plan.flags[row] as number;
		if (flags & planFlag.isHeldBack) rowsHeldBack += 1;
		if (plan.action[row] === updateAction) {
			if (plan.clears[row] !== 0) rowsCleared += 1;
			if (flags & planFlag.setsPassword) passwordsReplaced += 1;
		}
		if (plan.action[row] === skipAction && codeOf(plan.code[row] as number) === notInExam) {
			rowsNotInExam += 1;
		}
	}
	return { rowsHeldBack, rowsNotInExam, rowsCleared, passwordsReplaced };
}

const levelRank: Record<IssueLevel, number> = { error: 0, warning: 1, note: 2 };

function sortProblems(groups: Map<string, Group>, wide: ReadonlySet<string>): ProblemGroup[] {
	return [...groups]
		.filter(([key, group]) => !wide.has(key) && !isOutcome(group.issue))
		.map(([id, group]) => ({ id, issue: group.issue, rows: group.rows }))
		.sort((a, b) => levelRank[a.issue.level] - levelRank[b.issue.level] || b.rows - a.rows);
}

/** Why a row is skipped is no problem unless it is a warning. */
function isOutcome({ code, level }: Issue): boolean {
	return level === 'note' && (code === 'exists' || code === 'no_such_user');
}
