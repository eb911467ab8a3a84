import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, isPlain } from './text';

describe('F1 isPlain', () => {
	const cell = fc.oneof(
		fc.string(),
		fc.string({ unit: 'binary' }),
		fc.stringMatching(/^['="#A-z0-9 \t@+-]{0,12}$/)
	);

	it('F1, F2 holds only for texts that no step would touch', () => {
		fc.assert(
			fc.property(cell, (text) => {
				const reading = cleanText(text, 'clientId');
				expect(!isPlain(text) || (reading.value === text && reading.issues.length === 0)).toBe(
					true
				);
			}),
			{ numRuns: 2000 }
		);
	});

	it('F1 reads its own result as it stands', () => {
		fc.assert(
			fc.property(cell, (text) => {
				const once = cleanText(text, 'firstName').value;
				fc.pre(once !== undefined && !once.startsWith("'") && !once.startsWith('="'));
				expect(cleanText(once, 'firstName')).toEqual({ value: once, issues: [] });
			}),
			{ numRuns: 2000 }
		);
	});

	it('F1 counts ordinary cells as plain', () => {
		const cells = ['Harbour Hall', 'a@b.example', '+447700900301', "O'Brien", '0', '-', '"x"'];
		expect(cells.filter((text) => !isPlain(text))).toEqual([]);
	});
});

describe('the short way', () => {
	it('F1 is taken only by texts that the long way leaves as they are', () => {
		const wrongly: string[] = [];
		for (let code = 0; code <= 0xffff; code += 1) {
			const text = `A${String.fromCharCode(code)}b`;
			if (isPlain(text) && cleanText(text, 'firstName').value !== text) wrongly.push(text);
		}
		expect(wrongly).toEqual([]);
	});
});
