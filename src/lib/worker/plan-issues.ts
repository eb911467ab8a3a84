/** What is said of the rows of a plan, each issue with the id of the group of rows that it is told with (V2). */
import { issue, type Issue, type IssueLevel } from '../core/issue';
import { codeNumber, codeOf, planFlag, type Plan } from '../core/plan-table';
import { actionIndex } from '../core/row-state';
import { venueAfter, type FullVenue } from '../core/seats';
import type { Causes } from './causes';
import type { OpenDraft } from './open-draft';
import { passwordIssues } from './passwords';
import { photoLackOf } from './photo-lack';
import { issueOfCode } from './row-issues';
import { forEachRow, type RowSet } from './row-set';

export type PlannedRows = Pick<
	OpenDraft,
	'facts' | 'causes' | 'passwords' | 'plan' | 'fullVenues' | 'exam' | 'photos'
>;

/** Whoever skips a row has said all there is to say of it. */
export const skippedByHand = codeNumber('skipped_by_hand');

const errorAction = actionIndex.error;
const skipAction = actionIndex.skip;
const deleteAction = actionIndex.delete;

/** Id of the problem group of a cell's cause; a fault of a row that is left alone or deleted is a warning (P14). */
export function causeKey(cause: number, level: IssueLevel): string {
	return `c${cause}${level[0]}`;
}

export function levelOf(level: IssueLevel, action: number): IssueLevel {
	const isLeftAlone = action === skipAction || action === deleteAction;
	return level === 'error' && isLeftAlone ? 'warning' : level;
}

/**
 * Calls back for each issue of each row with the id of its group. Those of one row stand together within each kind of
 * issue.
 * @param only these rows; all without
 */
export function forEachIssue(open: PlannedRows, take: Take, only?: RowSet): void {
	forEachCellIssue(open, take, only);
	forEachRow(open.facts.count, only, (row) => takePlanIssues(open, row, take));
	if (open.passwords.groupSizes.length > 1) {
		forEachRow(open.facts.count, only, (row) => takePasswordIssues(open, row, take));
	}
	const lack = photoLackOf(open);
	if (!lack) return;
	forEachRow(open.facts.count, only, (row) => {
		if (lack.isOf(row)) take(row, `f-${lack.issue.code}`, () => lack.issue);
	});
}

type Take = (row: number, key: string, make: () => Issue) => void;

function forEachCellIssue({ causes, plan }: PlannedRows, take: Take, only?: RowSet): void {
	const keys = causeKeys(causes);
	for (let at = 0; at < causes.length; at += 2) {
		const row = causes.entries[at] as number;
		if (only?.has[row] === 0 || plan.code[row] === skippedByHand) continue;
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

function takePlanIssues({ plan, facts, fullVenues }: PlannedRows, row: number, take: Take): void {
	const code = plan.code[row] as number;
	if (code !== 0) {
		const name = codeOf(code) as NonNullable<ReturnType<typeof codeOf>>;
		take(row, `p${code}`, () => issueOfCode(name, plan.action[row] === errorAction));
	}
	const flags = plan.flags[row] as number;
	if (flags & warningFlags) forEachFlagIssue(row, flags, take);
	if (flags & planFlag.overSeats) {
		const place = venueAfter(facts, plan, row);
		take(row, seatsKey(place), () => seatsIssue(fullVenues.get(place)));
	}
	if (plan.numbers && plan.numbers[row] !== 0) {
		take(row, 'f-number', () => issue('number_appended', 'note', 'username'));
	}
}

export function seatsKey(place: number): string {
	return `f-seats-${place}`;
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

function takePasswordIssues({ plan, passwords }: PlannedRows, row: number, take: Take): void {
	const verdict = passwords.verdicts[row] ?? 0;
	if (verdict === 0 || plan.code[row] === skippedByHand) return;
	const size = passwords.groupSizes[passwords.groups[row] as number] ?? 0;
	for (const found of passwordIssues(verdict, size)) {
		if (!isPasswordUsed(plan, row) && found.level !== 'error') continue;
		const level = levelOf(found.level, plan.action[row] as number);
		const reason = String(found.params['reason'] ?? '');
		// Passwords that are shared by two and by ten are one group: its words name no number.
		const params = found.code === 'password_same' ? {} : found.params;
		take(row, `w-${found.code}-${reason}-${level}`, () => ({ ...found, level, params }));
	}
}

/** A password that this upload does not set is nobody's concern. */
export function isPasswordUsed(plan: Plan, row: number): boolean {
	return ((plan.flags[row] as number) & planFlag.setsPassword) !== 0;
}
