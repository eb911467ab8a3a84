/** What a password must be (W1–W5). Policy only: sealing is done elsewhere. No issue ever holds the text. */
import { roles, type Role } from './fields';
import { issue, type Issue } from './issue';
import { foldKey } from './match';
import { noIssues } from './reading';
import { isPlain } from './text';
import { isRun } from './password-runs';

export const passwordLimits = { least: 8, most: 128 } as const;

export interface PasswordReading {
	/** False where the cell means "keep what is stored": blank or asterisks only (W2). */
	readonly isFilled: boolean;
	readonly issues: readonly Issue[];
}

const filled: PasswordReading = Object.freeze({ isFilled: true, issues: noIssues });
const keeps = /^\s*\**\s*$/;
const endSpace = /^\s|\s$/;
// eslint-disable-next-line no-control-regex -- nobody can type these; \p{Cs} is half a character
const control = /[\0-\x1f\x7f]|\p{Cs}/u;

/** W2, W5. The text is used as it stands, ends and inner spaces included. */
export function readPassword(text: string): PasswordReading {
	const isUsual = text.length <= passwordLimits.most && isPlain(text) && !text.startsWith('*');
	if (isUsual) return filled;
	// Before any expression, so that a cell of a megabyte costs nothing
	if (text.length > passwordLimits.most && text.trim() !== '') {
		const error = issue('password_too_long', 'error', 'password', { limit: passwordLimits.most });
		return { isFilled: true, issues: [error] };
	}
	if (text.trim() === '' || keeps.test(text)) return { isFilled: false, issues: noIssues };
	const issues: Issue[] = [];
	if (control.test(text)) issues.push(issue('control_character', 'error', 'password'));
	if (endSpace.test(text)) issues.push(issue('password_white_space', 'warning', 'password'));
	return { isFilled: true, issues: issues.length === 0 ? noIssues : issues };
}

/** For whom a common password is: all new users, or those of one role (S3). */
export const commonKeys = ['all', ...roles] as const;
export type CommonKey = (typeof commonKeys)[number];

/** The common password that a new user of a role gets: the role's own, else that for all; undefined where neither is set. */
export function commonFor<T>(
	set: Readonly<Partial<Record<CommonKey, T>>>,
	role: Role
): T | undefined {
	return set[role] ?? set.all;
}

export type PasswordWeakness = 'short' | 'common' | 'personal' | 'repeated' | 'run';

export interface PasswordOwner {
	readonly username: string;
	readonly email: string;
	readonly clientId: string;
	readonly firstName: string;
	readonly lastName: string;
}

/**
 * The first reason for which a password is weak, or null (W3). That it is given to several users is found where all
 * rows are seen. `isCommon` answers for a text in lower case.
 */
export function passwordWeakness(
	password: string,
	person: PasswordOwner,
	isCommon: (lower: string) => boolean
): PasswordWeakness | null {
	if ([...password].length < passwordLimits.least) return 'short';
	const lower = password.toLowerCase();
	if (isCommon(lower)) return 'common';
	if (holdsPersonal(plainLetters(password), person)) return 'personal';
	if (/^(.)\1*$/su.test(lower)) return 'repeated';
	return isRun(lower) ? 'run' : null;
}

/** Nothing to decompose, as in most names and passwords. */
const printableAscii = /^[ -~]*$/;

/** Without case and accents: `Zoe` is no secret for Zoë. */
function plainLetters(text: string): string {
	if (printableAscii.test(text)) return text.toLowerCase().trim();
	return foldKey(text).normalize('NFD').replace(/\p{M}/gu, '');
}

/** A key of one or two characters is in too many passwords by chance; names count from four letters (W3). */
const least = { key: 3, name: 4 } as const;

/** Asked for every password of a file: no lists are made for the usual names of one word. */
function holdsPersonal(plain: string, person: PasswordOwner): boolean {
	const { username, email, clientId, firstName, lastName } = person;
	const local = email.slice(0, Math.max(email.lastIndexOf('@'), 0));
	return (
		holds(plain, username, least.key) ||
		holds(plain, local, least.key) ||
		holds(plain, clientId, least.key) ||
		holdsName(plain, firstName) ||
		holdsName(plain, lastName)
	);
}

/** `plain` is as {@link plainLetters} gives it. */
function holds(plain: string, text: string, leastLength: number): boolean {
	if (text.length < leastLength) return false;
	const sought = plainLetters(text);
	return sought !== '' && plain.includes(sought);
}

const nameSeparators = /[\s\-'’.]+/;

/** The whole name or any of its words. */
function holdsName(plain: string, name: string): boolean {
	if (holds(plain, name, least.name)) return true;
	if (!nameSeparators.test(name)) return false;
	return name.split(nameSeparators).some((word) => holds(plain, word, least.name));
}
