/**
 * The words of one language at a time: `m.close()`. Page and worker each load theirs before the first word is said, so
 * that no language is carried along unspoken (A4).
 */
import type { Locale } from './languages';
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

const said = new Map<string, (inputs: never) => string>();

function sayer(key: string) {
	const say = (inputs: never) => {
		noteRead();
		const own = words[key];
		if (!own) throw new Error(`No words for ${key} in ${locale}`);
		return own(inputs);
	};
	said.set(key, say);
	return say;
}

/** Each message as a function that may be kept: it says the words of the language spoken when it is called. */
export const m = new Proxy({} as typeof Messages, {
	get: (_, key) => (typeof key === 'string' ? (said.get(key) ?? sayer(key)) : undefined)
});
