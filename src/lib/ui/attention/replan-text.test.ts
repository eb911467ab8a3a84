import { describe, expect, it } from 'vitest';
import { replanTitle } from './replan-text';

const none = { rows: 0, update: 0, unchanged: 0, skip: 0, error: 0 };

describe('the question of planning again', () => {
	it.each([
		['800 rows planned again: update instead of create', [{ ...none, rows: 800, update: 800 }]],
		['1 row planned again: skip instead of create', [{ ...none, rows: 1, skip: 1 }]],
		[
			'24 rows planned again: 20 update and 4 skip instead of create',
			[{ ...none, rows: 24, update: 20, skip: 4 }]
		],
		[
			'30 rows planned again: skip instead of create',
			[
				{ ...none, rows: 10, skip: 10 },
				{ ...none, rows: 20, skip: 20 }
			]
		]
	])('Y6 asks “%s”', (title, uploads) => {
		expect(replanTitle(uploads)).toBe(title);
	});
});
