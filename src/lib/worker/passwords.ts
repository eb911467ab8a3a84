/**
 * Passwords of a file while it is read (W3, W5): verdicts and groups of equals are kept, the texts only in this worker's
 * memory until they are sealed with their page.
 */
import type { RowRecord } from '../core/records';
import { issue, type Issue } from '../core/issue';
import { passwordWeakness, readPassword } from '../core/passwords';

/** Low three bits: index in this list; 0 where the password is strong or there is none. */
export const weaknesses = ['none', 'short', 'common', 'personal', 'repeated', 'run'] as const;
export const verdictFlag = {
	weakness: 7,
	tooLong: 8,
	whiteSpace: 16,
	filled: 32,
	control: 64,
	/** A cell that it was compared with was changed since, and the text is not at hand. */
	notChecked: 128
} as const;

export interface PasswordReader {
	/** Verdict on a cell and its group of equals; 0 and 0 where it counts as blank (W2). */
	read(text: string, record: RowRecord): { verdict: number; group: number };
	/** Rows in each group. */
	readonly groupSizes: readonly number[];
}

/** What is said of a password by itself and beside its row (W3); 0 where the cell counts as blank (W2). */
export function verdictOn(
	text: string,
	record: RowRecord,
	isCommon: (lower: string) => boolean
): number {
	const { isFilled, issues } = readPassword(text);
	if (!isFilled) return 0;
	let verdict: number = verdictFlag.filled;
	for (const { code } of issues) {
		if (code === 'password_too_long') verdict |= verdictFlag.tooLong;
		if (code === 'control_character') verdict |= verdictFlag.control;
		if (code === 'password_white_space') verdict |= verdictFlag.whiteSpace;
	}
	const person = {
		username: record.username ?? '',
		email: record.email ?? '',
		clientId: record.clientId ?? '',
		firstName: record.firstName ?? '',
		lastName: record.lastName ?? ''
	};
	const weakness = passwordWeakness(text, person, isCommon);
	return weakness === null ? verdict : verdict | weaknesses.indexOf(weakness);
}

/** `groupSizes` is filled as the rows come; its first entry stands for "no password". */
export function createPasswordReader(
	isCommon: (lower: string) => boolean,
	groupSizes: number[]
): PasswordReader {
	const groups = new Map<string, number>();
	return {
		groupSizes,
		read(text, record) {
			const verdict = verdictOn(text, record, isCommon);
			if (verdict === 0) return { verdict, group: 0 };
			let group = groups.get(text);
			if (group === undefined) {
				group = groupSizes.length;
				groups.set(text, group);
				groupSizes.push(0);
			}
			groupSizes[group] = (groupSizes[group] as number) + 1;
			return { verdict, group };
		}
	};
}

/** An error that keeps the row from being saved. */
export function isBad(verdict: number): boolean {
	return (verdict & (verdictFlag.tooLong | verdictFlag.control)) !== 0;
}

export function isWeak(verdict: number, groupSize: number): boolean {
	return (verdict & verdictFlag.weakness) !== 0 || groupSize > 1;
}

/** What a verdict says, in issues; those of the cell's text itself are never kept. */
export function passwordIssues(verdict: number, groupSize: number): readonly Issue[] {
	const issues: Issue[] = [];
	if (verdict & verdictFlag.tooLong) {
		issues.push(issue('password_too_long', 'error', 'password', { limit: 128 }));
	}
	if (verdict & verdictFlag.control) {
		issues.push(issue('control_character', 'error', 'password'));
	}
	if (verdict & verdictFlag.whiteSpace) {
		issues.push(issue('password_white_space', 'warning', 'password'));
	}
	const reason = weaknesses[verdict & verdictFlag.weakness] ?? 'none';
	if (reason !== 'none') issues.push(issue('password_weak', 'warning', 'password', { reason }));
	if (verdict & verdictFlag.notChecked) {
		issues.push(issue('password_not_checked', 'note', 'password'));
	}
	if (groupSize > 1) {
		issues.push(issue('password_same', 'warning', 'password', { rows: groupSize }));
	}
	return issues;
}
