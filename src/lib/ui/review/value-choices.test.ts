import { describe, expect, it } from 'vitest';
import { issue } from '../../core/issue';
import type { Exam } from '../../core/records';
import { valueQuestion } from './value-choices';

const exam = { venues: [{ name: 'Hall A', seats: null }] } as unknown as Exam;
const values = (found: Parameters<typeof valueQuestion>[0], of: Exam | null = exam) =>
	valueQuestion(found, of)?.options.map(({ value }) => value);

describe('V2 what an unknown value may be read as', () => {
	it.each([
		['role_unknown', 'role', ['candidate', 'invigilator', 'marker']],
		['booking_status_unknown', 'bookingStatus', ['Booked', 'Not Booked']],
		['boolean_unknown', 'eligible', ['yes', 'no']],
		['venue_unknown', 'venue', ['Hall A']]
	] as const)('%s', (code, field, expected) => {
		expect(values(issue(code, 'error', field, { value: 'x' }))).toEqual(expected);
	});

	it('P10 what a Deleted cell says is not chosen for all rows', () => {
		expect(values(issue('boolean_unknown', 'error', 'deleted', { value: 'x' }))).toBeUndefined();
	});

	it('causes of many values, long texts and exams without venues have no such question', () => {
		expect(values(issue('role_unknown', 'error', 'role'))).toBeUndefined();
		const long = { value: 'x'.repeat(200) };
		expect(values(issue('role_unknown', 'error', 'role', long))).toBeUndefined();
		expect(
			values(issue('venue_unknown', 'warning', 'venue', { value: 'x' }), null)
		).toBeUndefined();
	});
});
