/** Which password a row has now: the file's, or the one typed in its place (W5). */
import type { FieldKey } from '../core/fields';
import { pageRows, type Draft, type DraftPage } from '../storage/db';
import { reservePasswords, type OpenDraft, type Passwords } from './open-draft';
import { verdictFlag } from './passwords';

export interface RowPassword {
	readonly verdict: number;
	readonly group: number;
}

/** What a password is compared with (W3). */
const comparedFields: readonly (FieldKey | null)[] = [
	'username',
	'email',
	'clientId',
	'firstName',
	'lastName'
];

export function comparedPlaces({ columns }: Pick<Draft, 'columns'>): number[] {
	return columns.flatMap(({ field }, place) => (comparedFields.includes(field) ? [place] : []));
}

/** The verdict on the row's password; one that stood before a compared cell was changed is marked so. */
export function passwordNow(
	{ edits, draft, passwords }: OpenDraft,
	page: DraftPage,
	slot: number
): RowPassword {
	const edit = edits.get(page.page * pageRows + slot);
	if (edit?.password) {
		const { verdict, group } = edit.password;
		return { verdict, group: group === 0 ? 0 : firstTyped(passwords) + group - 1 };
	}
	const verdict = page.verdicts[slot] ?? 0;
	const isOutdated =
		verdict !== 0 &&
		edit?.cells.some(([place]) => comparedFields.includes(draft.columns[place]?.field ?? null));
	return {
		verdict: isOutdated ? verdict | verdictFlag.notChecked : verdict,
		group: page.groups[slot] ?? 0
	};
}

/** Groups of typed passwords are counted behind those of the file. */
function firstTyped(passwords: Passwords): number {
	passwords.fileGroups ??= passwords.groupSizes.length;
	return passwords.fileGroups;
}

/** True where other rows have its password too, or had it: how weak theirs are depends on how many share it (W3). */
export function givePassword(
	passwords: Passwords,
	row: number,
	{ verdict, group }: RowPassword
): boolean {
	reservePasswords(passwords, row + 1);
	const { verdicts, groups, groupSizes } = passwords;
	const former = groups[row] as number;
	while (groupSizes.length <= group) groupSizes.push(0);
	if (former !== group) {
		if (former !== 0) groupSizes[former] = (groupSizes[former] as number) - 1;
		if (group !== 0) groupSizes[group] = (groupSizes[group] as number) + 1;
	}
	verdicts[row] = verdict;
	groups[row] = group;
	return former !== group;
}
