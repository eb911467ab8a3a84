/** All issues of one row, with the values its sentences name: errors first, then warnings, then notes. */
import { pushLimits } from '../core/change';
import type { CheckedRow } from '../core/check';
import { roles, type FieldKey } from '../core/fields';
import { issue, type Issue, type IssueCode } from '../core/issue';
import { codeOf, planFlag } from '../core/plan-table';
import { actionIndex } from '../core/row-state';
import { venueAfter } from '../core/seats';
import { zerosLost } from '../core/zeros';
import type { User } from '../core/records';
import type { RawRow } from '../storage/draft-rows';
import { readUser } from '../storage/users';
import type { Context } from './context';
import { unlessLocked } from './lock';
import type { OpenDraft } from './open-draft';
import { passwordIssues } from './passwords';
import { photoLackOf } from './photo-lack';
import { issueOfCode } from './row-issues';
import { isPasswordUsed, levelOf, seatsIssue, skippedByHand } from './plan-issues';

export interface RowAbout {
	readonly row: number;
	readonly raw: RawRow;
	readonly checked: CheckedRow;
	/** The same before its username got a number (P3). */
	readonly plain: CheckedRow;
	/** The stored user the row meets. */
	readonly met: User | null;
}

const rank = { error: 0, warning: 1, note: 2 } as const;

export async function issuesOfRow(
	context: Context,
	open: OpenDraft,
	about: RowAbout
): Promise<Issue[]> {
	const action = open.plan.action[about.row] as number;
	if (open.plan.code[about.row] === skippedByHand) return planIssues(context, open, about);
	const issues = [
		...cellIssues(open, about),
		...passwordIssuesOf(open, about.row),
		...(await planIssues(context, open, about))
	];
	return issues
		.map((found) => ({ ...found, level: levelOf(found.level, action) }))
		.sort((a, b) => rank[a.level] - rank[b.level]);
}

function cellIssues({ draft }: OpenDraft, { raw, checked }: RowAbout): readonly Issue[] {
	const expected = draft.columns.length;
	const cells = raw.cellCount;
	const extra: Issue[] = [];
	if (raw.hasSurplusBlank) {
		extra.push(issue('surplus_cells_dropped', 'note', null, { cells: cells - expected }));
	}
	if (raw.hasTextAfterQuote) extra.push(issue('text_after_quote', 'warning', null));
	if (raw.fault === 'unclosed') return [issue('unclosed_quote', 'error', null), ...extra];
	if (raw.fault === 'none') {
		const lost = zerosLost(checked.record.clientId ?? '', draft.idLength);
		return [...checked.issues, ...(lost ? [lost] : []), ...extra];
	}
	return [issue('ragged_row', 'error', null, { cells, expected }), ...extra];
}

function passwordIssuesOf({ passwords, plan }: OpenDraft, row: number): readonly Issue[] {
	const verdict = passwords.verdicts[row] ?? 0;
	if (verdict === 0) return [];
	const size = passwords.groupSizes[passwords.groups[row] as number] ?? 0;
	const found = passwordIssues(verdict, size);
	return isPasswordUsed(plan, row) ? found : found.filter(({ level }) => level === 'error');
}

async function planIssues(context: Context, open: OpenDraft, about: RowAbout): Promise<Issue[]> {
	const { plan } = open;
	const { row } = about;
	const code = codeOf(plan.code[row] as number);
	const isError = plan.action[row] === actionIndex.error;
	const issues = code
		? [issueOfCode(code, isError, await paramsOf(context, open, about, code))]
		: [];
	const flags = plan.flags[row] as number;
	if (flags & planFlag.sharesUser) {
		issues.push(issue('duplicate_row', 'warning', null, { line: lineOf(open, plan.other[row]) }));
	}
	if (flags & planFlag.renames) {
		const from = unlessLocked(context, about.met?.username ?? '');
		const to = about.checked.record.username ?? '';
		issues.push(issue('renames_user', 'warning', 'username', { from, to }));
	}
	if (flags & planFlag.roleChanges) issues.push(roleIssue(context, open, about));
	issues.push(...crossIssues(open, row));
	if (plan.numbers && plan.numbers[row] !== 0) {
		const to = about.checked.record.username ?? '';
		const from = about.plain.record.username ?? '';
		issues.push(issue('number_appended', 'note', 'username', { from, to }));
	}
	if (flags & planFlag.addsToExam && plan.action[row] === actionIndex.update) {
		issues.push(issue('added_to_exam', 'note', null));
	}
	if (flags & planFlag.keptOnClear) issues.push(issue('cannot_clear', 'note', null));
	if (flags & planFlag.takesOut) issues.push(issue('taken_out_of_exam', 'note', 'deleted'));
	if (plan.action[row] === actionIndex.delete || flags & planFlag.takesOut) {
		issues.push(issue('delete_cells_ignored', 'note', null));
	}
	const lack = photoLackOf(open);
	if (lack?.isOf(row)) issues.push(lack.issue);
	return issues;
}

/** F11. */
function crossIssues({ plan, facts, fullVenues }: OpenDraft, row: number): Issue[] {
	const flags = plan.flags[row] as number;
	const issues: Issue[] = [];
	if (flags & planFlag.bookedWithoutVenue) {
		issues.push(issue('booked_without_venue', 'warning', 'venue'));
	}
	if (flags & planFlag.bookedNotEligible) {
		issues.push(issue('booked_not_eligible', 'warning', 'eligible'));
	}
	if (flags & planFlag.overSeats) {
		issues.push(seatsIssue(fullVenues.get(venueAfter(facts, plan, row))));
	}
	return issues;
}

function roleIssue(context: Context, { draft }: OpenDraft, { met, checked }: RowAbout): Issue {
	const stored = met?.registrations[draft.examId ?? '']?.role ?? roles[0];
	const from = unlessLocked(context, stored);
	return issue('role_changes', 'warning', 'role', { from, to: checked.record.role ?? '' });
}

/** Line of a row, 0 for none. */
function lineOf({ facts }: OpenDraft, row: number | undefined): number {
	return row === undefined || row < 0 ? 0 : (facts.line[row] ?? 0);
}

const fieldOfCode: Partial<Record<IssueCode, FieldKey>> = {
	client_id_taken: 'clientId',
	other_client_id: 'clientId',
	email_taken: 'email',
	username_taken: 'username',
	old_username_unknown: 'oldUsername'
};

/** Said of the value by which users are met (S9). */
const matchCodes: ReadonlySet<IssueCode> = new Set<IssueCode>([
	'exists',
	'exists_not_in_exam',
	'duplicate_in_file',
	'no_such_user',
	'email_shared'
]);

/** What a default made, as the field's reader quotes it. */
function unusable({ fallbackIssues }: CheckedRow): Issue['params'] {
	const found = fallbackIssues.find(({ level }) => level === 'error');
	const value = found?.params['value'];
	return {
		...(found?.field ? { of: found.field } : {}),
		...(value === undefined ? {} : { value })
	};
}

/** P12: which stored user, or which line, the row met, and by which value. */
async function paramsOf(
	context: Context,
	open: OpenDraft,
	{ row, checked }: RowAbout,
	code: IssueCode
): Promise<Issue['params']> {
	if (code === 'ring_too_large') return { limit: pushLimits.changes };
	if (code === 'default_unusable') return unusable(checked);
	const field =
		fieldOfCode[code] ?? (matchCodes.has(code) ? open.draft.settings.matchBy : undefined);
	const value = field ? (checked.record[field as 'username'] ?? '') : '';
	const ordinal = open.plan.holder[row] as number;
	const holder = ordinal < 0 ? undefined : await readUser(context.cache, ordinal);
	const line = lineOf(open, open.plan.other[row]);
	return {
		...(value === '' ? {} : { value }),
		...(line === 0 ? {} : { line }),
		...(holder
			? {
					username: unlessLocked(context, holder.username),
					name: unlessLocked(context, `${holder.firstName} ${holder.lastName}`.trim()),
					stored: unlessLocked(context, holder.clientId)
				}
			: {})
	};
}
