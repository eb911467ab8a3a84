/** What planning found in a row, as an issue with its words' values. */
import { issue, type Issue, type IssueCode, type IssueLevel } from '../core/issue';
import type { FieldKey } from '../core/fields';

type Params = Readonly<Record<string, string | number>>;

const fieldOfCode: Partial<Record<IssueCode, FieldKey>> = {
	username_required: 'username',
	client_id_required: 'clientId',
	first_name_required: 'firstName',
	password_required: 'password',
	password_key_missing: 'password',
	username_taken: 'username',
	client_id_taken: 'clientId',
	email_taken: 'email',
	other_client_id: 'clientId',
	deletes_off: 'deleted',
	deletes_need_update: 'deleted',
	delete_and_keep: 'deleted',
	in_other_exams: 'deleted',
	old_username_unknown: 'oldUsername',
	rename_needs_update: 'oldUsername',
	email_required: 'email',
	email_shared: 'email'
};

/** Skips are told as notes, but for those that an admin would regret (P2). */
function levelOfCode(code: IssueCode, isError: boolean): IssueLevel {
	if (isError) return 'error';
	return code === 'exists_not_in_exam' || code === 'duplicate_in_file' ? 'warning' : 'note';
}

/** The issue of a plan's code; `params` are left out where it stands for many rows. */
export function issueOfCode(code: IssueCode, isError: boolean, params: Params = {}): Issue {
	return issue(code, levelOfCode(code, isError), fieldOfCode[code] ?? null, params);
}
