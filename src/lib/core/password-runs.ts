/** Rows of keyboards (QWERTY, QWERTZ, AZERTY, Arabic, Spanish's ñ) and the slanting columns of the first. */
const keyboardRows = [
	'12345678901',
	'qwertyuiop',
	'qwertzuiop',
	'azertyuiop',
	'asdfghjkl',
	'asdfghjklñ',
	'qsdfghjklm',
	'zxcvbnm',
	'yxcvbnm',
	'wxcvbn',
	'!@#$%^&*()',
	'ضصثقفغعهخحجد',
	'شسيبلاتنمكط',
	'ئءؤرلاىةوزظ',
	'1qaz',
	'2wsx',
	'3edc',
	'4rfv',
	'5tgb',
	'6yhn',
	'7ujm'
];

/** Neighbours on a keyboard, in both directions. */
const neighbours: ReadonlySet<string> = new Set(
	keyboardRows.flatMap((row) => {
		const letters = [...row];
		return letters.flatMap((letter, index) => {
			const next = letters[index + 1];
			return next === undefined ? [] : [letter + next, next + letter];
		});
	})
);

type Step = 'up' | 'down' | 'same' | 'key';

function isStep(a: string, b: string, step: Step): boolean {
	const distance = (b.codePointAt(0) ?? 0) - (a.codePointAt(0) ?? 0);
	if (step === 'up') return distance === 1;
	if (step === 'down') return distance === -1;
	if (step === 'same') return distance === 0;
	return neighbours.has(a + b);
}

const steps: readonly Step[] = ['up', 'down', 'same', 'key'];
const leastRun = 3;

/** W3: made of nothing but runs of three and more: `abcdefgh`, `98765432`, `qwertasdf`, `aaa123qwe`. */
export function isRun(lower: string): boolean {
	const letters = [...lower];
	let start = 0;
	while (start < letters.length) {
		const length = longestRunAt(letters, start);
		if (length < leastRun) return false;
		start += length;
	}
	return true;
}

function longestRunAt(letters: readonly string[], start: number): number {
	let longest = 1;
	for (const step of steps) {
		let end = start + 1;
		while (end < letters.length && isStep(letters[end - 1] ?? '', letters[end] ?? '', step))
			end += 1;
		longest = Math.max(longest, end - start);
	}
	return longest;
}
