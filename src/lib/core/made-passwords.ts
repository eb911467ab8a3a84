/** Passwords that are made for new users (W1), from random bytes that the caller draws from the platform's generator. */
import { isRun } from './password-runs';
import { passwordWords } from './password-words';
import type { Settings } from './settings';

export type MadeForm = Settings['generatedPassword'];

/** @param count bytes wanted, each equally likely to be any of 256 */
export type RandomBytes = (count: number) => Uint8Array;

/** Letters and digits that are not mistaken for one another on paper: none of 0 O o, 1 I i l, 2 Z, 5 S, 8 B. */
const alphabet = 'abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY34679';
const characters = 16;
/** Bytes from here on would favour the first letters of the alphabet. */
const unbiasedBelow = 256 - (256 % alphabet.length);

const words = 5;

/**
 * W1, unbiased, in one of two forms:
 * - `characters`: 16 of 49 letters and digits without look-alikes, with at least one each of lower case, upper case and
 *   digits: 89.55 bits of entropy (16 · log₂ 49 = 89.84, less 0.29 for those drawn again because a kind is missing);
 * - `words`: five of 1,024 words, with hyphens: 5 · log₂ 1,024 = 50 bits, for those who copy it from paper by hand.
 *
 * Drawn again while it is weak by form or `isWeak`, so that a made password is never weak (W4).
 */
export function generatePassword(
	randomBytes: RandomBytes,
	form: MadeForm = 'characters',
	isWeak: (password: string) => boolean = () => false
): string {
	const draw = form === 'words' ? drawWords : drawCharacters;
	for (;;) {
		const password = draw(randomBytes);
		if (password !== null && !isRun(password.toLowerCase()) && !isWeak(password)) return password;
	}
}

/** Null where a kind of character is missing. */
function drawCharacters(randomBytes: RandomBytes): string | null {
	let password = '';
	while (password.length < characters) {
		for (const byte of randomBytes(characters + 4)) {
			if (byte < unbiasedBelow && password.length < characters)
				password += alphabet.charAt(byte % alphabet.length);
		}
	}
	const isMixed = /[a-z]/.test(password) && /[A-Z]/.test(password) && /\d/.test(password);
	return isMixed ? password : null;
}

/** Ten bits of every two bytes choose a word: the list has 2¹⁰, so none is favoured. */
function drawWords(randomBytes: RandomBytes): string {
	const bytes = randomBytes(words * 2);
	return Array.from({ length: words }, (_, at) => {
		const number = ((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0);
		return passwordWords[number % passwordWords.length];
	}).join('-');
}
