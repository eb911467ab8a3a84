import { describe, expect, test } from 'vitest';
import { createReplacer, isNoEdit, isSameEdit, noEdit, withCell } from './edits';

describe('V3 what was changed in a row', () => {
	test('holds one text for each cell, in the order of the columns', () => {
		const edit = withCell(withCell(withCell(noEdit(4), 3, 'c'), 0, 'a'), 3, 'd');
		expect(edit.cells).toEqual([
			[0, 'a'],
			[3, 'd']
		]);
	});

	test('V3 "Restore" leaves nothing behind', () => {
		expect(isNoEdit(withCell(withCell(noEdit(4), 3, 'c'), 3, null))).toBe(true);
	});

	test('is the same as another with the same texts', () => {
		const edit = withCell(noEdit(1), 2, 'a');
		expect(isSameEdit(edit, withCell(noEdit(1), 2, 'a'))).toBe(true);
		expect(isSameEdit(edit, withCell(noEdit(1), 2, 'b'))).toBe(false);
		expect(isSameEdit(edit, { ...edit, isSkipped: true })).toBe(false);
	});
});

describe('V2 find and replace', () => {
	const cases: [string, Parameters<typeof createReplacer>[0], string, string | null][] = [
		['a part', part('gmial', 'gmail'), 'kim@gmial.com', 'kim@gmail.com'],
		['every part', part('a', 'b'), 'banana', 'bbnbnb'],
		['in any case', part('STUD', 'stud'), 'Student', 'student'],
		['in this case alone', { ...part('stud', 'x'), matchesCase: true }, 'Student', null],
		['letters of another alphabet in any case', part('éCOLE', 'x'), 'École', 'x'],
		['a whole cell', whole('Studnet', 'Candidate'), 'studnet', 'Candidate'],
		['not a part where whole cells are asked for', whole('Stud', 'x'), 'Student', null],
		['a blank cell', whole('', 'Melbourne'), '', 'Melbourne'],
		['nothing looked for', part('', 'x'), 'abc', null],
		['signs that patterns use', part('a.c(', 'x'), 'abc( a.c(', 'abc( x'],
		['signs that replacements use', part('a', '$& $1'), 'a', '$& $1'],
		['white space as it stands', part('  ', ' '), 'a  b', 'a b'],
		['nothing that changes', part('a', 'a'), 'a', null]
	];
	test.each(cases)('%s', (_, replacement, text, expected) => {
		expect(createReplacer(replacement)(text)).toBe(expected);
	});
});

function part(find: string, replace: string) {
	return { find, replace, matchesCase: false, isWholeCell: false };
}

function whole(find: string, replace: string) {
	return { ...part(find, replace), isWholeCell: true };
}
