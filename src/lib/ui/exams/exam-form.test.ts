import { describe, expect, test } from 'vitest';
import type { Exam } from '../../core/records';
import { examEdit, isNoEdit, lineProblems, linesOf, localTime, type VenueLine } from './exam-form';

const exam: Exam = {
	id: 'e',
	name: 'Winter',
	kind: 'standard',
	startsAt: '2026-12-01T09:00:30.000Z',
	venues: [
		{ name: 'Hall A', seats: 40 },
		{ name: 'Hall B', seats: null }
	],
	version: 1,
	deletedAt: null,
	createdAt: '2026-01-01T00:00:00.000Z'
};
const lines = linesOf(exam.venues, new Map([['Hall A', 3]]));
const fields = { name: 'Winter', kind: exam.kind, startsAt: localTime(exam.startsAt) };
const line = (part: Partial<VenueLine>): VenueLine => ({
	id: 9,
	from: null,
	name: '',
	seats: '',
	users: 0,
	...part
});

describe('V10 what of an exam’s form is an edit', () => {
	test('nothing, where nothing was typed: seconds of the start do not count', () => {
		expect(isNoEdit(examEdit(exam, fields, [...lines, line({})]))).toBe(true);
	});

	test('each field that differs, alone', () => {
		const { set } = examEdit(exam, { ...fields, name: ' Spring ', startsAt: '' }, lines);
		expect(set).toEqual({ name: 'Spring', startsAt: null });
	});

	test('venues that are added, renamed, resized and taken out', () => {
		const [first] = lines;
		if (!first) throw new Error('no lines');
		const edited = [{ ...first, name: 'Hall One', seats: '50' }, line({ name: 'Annexe' })];
		expect(examEdit(exam, fields, edited).venues).toEqual([
			{ from: 'Hall B', to: null },
			{ from: 'Hall A', to: { name: 'Hall One', seats: 50 } },
			{ from: null, to: { name: 'Annexe', seats: null } }
		]);
	});
});

test.each([
	[[line({ name: 'Hall C' })], undefined],
	[[line({ name: 'hall-a' })], 'twice'],
	[[line({ name: 'Hall C', seats: 'many' })], 'seats'],
	[[line({ from: 'x', name: ' ' })], 'name'],
	[[line({})], undefined]
])('V10, F10 venue line %j: %s', (more, problem) => {
	expect(lineProblems([...lines, ...more]).get(9)).toBe(problem);
});
