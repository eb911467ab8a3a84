import { describe, expect, it } from 'vitest';
import { issue } from '../../core/issue';
import { defaultSettings } from '../../core/settings';
import type { Review } from '../../worker/protocol';
import { offersFor } from './problem-offers';

const venues = [
	{ name: 'Northgate Hall', seats: null },
	{ name: 'Hall A', seats: null }
];
const review = { settings: defaultSettings, exam: { venues } } as unknown as Review;

describe('fixes for all rows of a cause', () => {
	it('F10 an unknown venue can be added to the exam', () => {
		const params = { value: 'The Annexe', suggestion: '' };
		expect(offersFor(issue('venue_unknown', 'warning', 'venue', params), review)).toEqual([
			{ text: 'Add as a venue', step: { kind: 'venue', name: 'The Annexe' } }
		]);
	});

	it('F3 an unclear Deleted is never decided for all rows', () => {
		const unclear = issue('boolean_unknown', 'error', 'deleted', { value: 'maybe' });
		expect(offersFor(unclear, review)).toEqual([]);
	});

	it('P10, P13 what deletes or takes over is offered beside its rows only', () => {
		const looks = (['deletes_off', 'in_other_exams', 'other_client_id'] as const).map((code) =>
			offersFor(issue(code, 'error', null), review).map(({ needsLook }) => needsLook)
		);
		expect(looks).toEqual([[true], [false, true], [true]]);
	});

	it('S15 "Use Client ID as username" until a default is set', () => {
		const missing = issue('columns_missing', 'warning', null, { columns: 'Username', count: 1 });
		expect(offersFor(missing, review)[0]?.step).toMatchObject({
			change: { defaults: { username: '%c' } }
		});
		const defaults = { ...defaultSettings.defaults, username: '%f' };
		const set = { ...review, settings: { ...defaultSettings, defaults } };
		expect(offersFor(missing, set)).toEqual([]);
	});
});
