import { describe, expect, test } from 'vitest';
import type { Exam } from '../../core/records';
import { choicesOf } from './form-choices';

const exam: Exam = {
	id: 'e',
	name: 'Exam',
	kind: 'standard',
	startsAt: null,
	venues: [{ name: 'Melbourne', seats: null }],
	version: 1,
	deletedAt: null,
	createdAt: ''
};
const values = (...ask: Parameters<typeof choicesOf>) =>
	choicesOf(...ask)?.map(({ value }) => value) ?? null;

describe('V3 the choices of a cell', () => {
	test('keep what stands there, and offer blank', () => {
		expect(values('role', exam, ['chef'])).toEqual([
			'chef',
			'',
			'candidate',
			'invigilator',
			'marker'
		]);
		expect(values('bookingStatus', exam, ['Booked', ''])).toEqual(['', 'Booked', 'Not Booked']);
	});

	test('are the venues of the exam, where it has any', () => {
		expect(values('venue', exam, ['Annex'])).toEqual(['Annex', '', 'Melbourne']);
		expect(values('venue', { ...exam, venues: [] }, [])).toBeNull();
		expect(values('venue', null, [])).toBeNull();
	});

	test('are none for names and addresses', () => {
		expect(values('email', exam, [])).toBeNull();
		expect(values(null, exam, [])).toBeNull();
	});
});
