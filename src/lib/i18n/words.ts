/**
 * The words of one language at a time: `m.close()`. Page and worker each load theirs before the first word is said, so
 * that no language is carried along unspoken (A4).
 */
import { directionOf, type Locale } from './languages';
import type * as Messages from './paraglide/messages/_index';

type Words = Readonly<Record<string, (inputs: never) => string>>;

const loaders: Readonly<Record<Locale, () => Promise<Words>>> = {
	en: () => import('./paraglide/words-en'),
	es: () => import('./paraglide/words-es'),
	ar: () => import('./paraglide/words-ar')
};

let locale: Locale = 'en';
let words: Words = {};
let noteRead: () => unknown = () => undefined;
let loading: Promise<unknown> = Promise.resolve();

/** The page notes who says words, and lets them say them anew in another language. */
export function noteReads(note: () => unknown): void {
	noteRead = note;
}

export function getLocale(): Locale {
	noteRead();
	return locale;
}

export function speak(next: Locale, its: Words): void {
	locale = next;
	words = its;
}

/** The one asked for last is spoken in the end. Rejects where its words cannot be had; the former ones stay. */
export async function loadWords(next: Locale): Promise<void> {
	const own = loaders[next]();
	loading = own;
	const its = await own;
	if (loading === own) speak(next, its);
}

/** Resolves when the language asked for last is spoken, or could not be had. */
export async function wordsLoaded(): Promise<void> {
	await loading.catch(() => undefined);
}

const numbers = /^[\p{Nd}\p{P}\s]*$/u;

/**
 * Names, ids and files keep their own direction inside of a sentence from right to left, as if each stood in `<bdi>`:
 * the marks are FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE.
 */
function isolated(inputs: object): object {
	const parts = Object.entries(inputs).map(([name, value]: [string, unknown]) => {
		const isText = typeof value === 'string' && !numbers.test(value);
		return [name, isText ? `\u2068${value}\u2069` : value];
	});
	return Object.fromEntries(parts) as object;
}

const said = new Map<string, (inputs?: object) => string>();

function sayer(key: string) {
	const say = (inputs?: object) => {
		noteRead();
		const own = words[key];
		if (!own) throw new Error(`No words for ${key} in ${locale}`);
		const isToIsolate = inputs && directionOf(locale) === 'rtl';
		return own((isToIsolate ? isolated(inputs) : inputs) as never);
	};
	said.set(key, say);
	return say;
}

/** Each message as a function that may be kept: it says the words of the language spoken when it is called. */
export const m = new Proxy({} as typeof Messages, {
	get: (_, key) => (typeof key === 'string' ? (said.get(key) ?? sayer(key)) : undefined)
});
