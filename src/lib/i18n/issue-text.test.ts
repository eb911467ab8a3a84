import { describe, expect, it } from 'vitest';
import { failureCodes } from '../core/failure';
import { issue, issueCodes, type IssueCode } from '../core/issue';
import { choices, type ChoiceKey } from '../core/settings';
import { choiceText, settingText } from './field-text';
import { failureText, isRefusal } from './failure-text';
import { causeText, issueText } from './issue-text';

const everyParam = {
	cells: 14,
	expected: 13,
	from: 'Old',
	to: 'New',
	value: 'Given',
	limit: 64,
	length: 1204,
	rows: 40,
	characters: '%',
	suggestion: 'Near',
	username: 'thabo.nkosi',
	stored: 'C-1',
	users: 2,
	exams: 3,
	columns: 'status, notes',
	count: 2
};

describe('F12 says every code in words', () => {
	it.each(issueCodes)('%s', (code) => {
		const found = issue(code, 'error', 'email', { ...everyParam, line: 7 });
		for (const text of [issueText(found), causeText(found)]) {
			expect(text).toMatch(/^\S.+\S$/);
			expect(text).not.toMatch(/undefined|[{}]|issue_|cause_/);
		}
	});

	it.each(issueCodes)('%s, where it stands for many rows and has no values', (code) => {
		const found = issue(code, 'error', 'email');
		expect(issueText(found)).not.toMatch(/undefined|“”|NaN/);
	});
});

describe('F12 quotes the value and names lines and stored users', () => {
	const said: [IssueCode, Record<string, string | number>, string][] = [
		[
			'role_unknown',
			{ value: 'examiner' },
			'Role “examiner” is not a role. Choose candidate, invigilator or marker.'
		],
		['email_several', {}, 'Email holds more than one address. Keep one.'],
		[
			'email_typo',
			{ suggestion: 'northgate.example' },
			'Email looks mistyped. Did you mean “northgate.example”?'
		],
		[
			'venue_unknown',
			{ value: 'Northgate Hal', suggestion: '' },
			'Venue “Northgate Hal” is not in this exam. Correct it or add the venue to the exam.'
		],
		[
			'venue_unknown',
			{ value: 'Northgate Hal', suggestion: 'Northgate Hall' },
			'Venue “Northgate Hal” is not in this exam. Did you mean “Northgate Hall”?'
		],
		[
			'ragged_row',
			{ cells: 1, expected: 13 },
			'This line has 1 cell, the header has 13. Check its separators and quotes.'
		],
		[
			'email_taken',
			{ value: 'a@b.example', username: 'thabo.nkosi', line: 0 },
			'Email belongs to the stored user “thabo.nkosi”: “a@b.example”. Enter another.'
		],
		[
			'email_taken',
			{ value: 'a@b.example', username: '', line: 12 },
			'Email is taken by line 12: “a@b.example”. Enter another.'
		],
		['password_weak', { reason: 'short' }, 'Password has under 8 characters. Choose a longer one.']
	];
	it.each(said)('%s %j', (code, params, text) => {
		expect(issueText(issue(code, 'error', null, params))).toBe(text);
	});

	it('cuts a long value', () => {
		const text = issueText(issue('role_unknown', 'error', 'role', { value: 'x'.repeat(5000) }));
		expect(text.length).toBeLessThan(140);
	});
});

describe('failures in words', () => {
	it.each(failureCodes)('%s', (code) => {
		const params = {
			first: '<html>',
			kind: 'pdf',
			encoding: 'utf-7',
			line: 9,
			columns: 'Username',
			deletes: 56,
			name: 'candidates.csv',
			field: 'Email',
			entry: 'photos/MC-20417.jpg',
			other: 'photos/mc-20417.JPG',
			organisation: 'Northgate College',
			count: 50_001,
			limit: 50_000
		};
		const { title, advice } = failureText({ code, params }, 'candidates.csv');
		expect(`${title} ${advice}`).not.toMatch(/undefined|[{}]|failure_/);
	});

	it('R1 names the refused file', () => {
		const { title } = failureText({ code: 'file_empty', params: {} }, 'candidates.csv');
		expect(title).toBe('candidates.csv is empty');
		expect(isRefusal('file_empty')).toBe(true);
		expect(isRefusal('storage_full')).toBe(false);
	});
});

describe('S1–S14 have the exact labels', () => {
	const keys = Object.keys(choices) as ChoiceKey[];
	it.each(keys)('%s', (key) => {
		expect(settingText(key)).not.toContain('setting_');
		for (const value of choices[key]) expect(choiceText(key, value)).not.toContain('choice_');
	});
});
