/** The messages of all languages beside those of English (A4). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { locales, type Locale } from './languages';

interface Plural {
	readonly declarations: readonly string[];
	readonly selectors: readonly string[];
	readonly match: Readonly<Record<string, string>>;
}
type Message = string | readonly [Plural];
type Messages = Readonly<Record<string, Message>>;

const text = (locale: Locale): string =>
	readFileSync(new URL(`messages/${locale}.json`, import.meta.url), 'utf8');

function messagesOf(locale: Locale): Messages {
	const parsed = JSON.parse(text(locale)) as Record<string, Message>;
	return Object.fromEntries(Object.entries(parsed).filter(([key]) => key !== '$schema'));
}

const english = messagesOf('en');
const others = locales.filter((locale) => locale !== 'en');

const placeholders = (words: string): string[] =>
	[...words.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();
const stars = (words: string): number => words.split('*').length - 1;
const variants = (message: Message): readonly string[] =>
	typeof message === 'string' ? [message] : Object.values(message[0].match);

describe.each(locales)('A4 %s', (locale) => {
	const messages = messagesOf(locale);

	test('says each message once', () => {
		const keys = [...text(locale).matchAll(/^\t"(\w+)":/gm)].map(([, key]) => key);
		expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
		expect(keys).toHaveLength(Object.keys(messages).length);
	});

	test('has every form of its plurals', () => {
		const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
		const expected = forms.map((form) => `form=${form}`).sort();
		for (const [key, message] of Object.entries(messages)) {
			if (typeof message === 'string') continue;
			expect([key, Object.keys(message[0].match).sort()]).toEqual([key, expected]);
		}
	});

	test('leaves nothing empty', () => {
		const blank = Object.entries(messages).filter(([, message]) =>
			variants(message).some((words) => words.trim() === '')
		);
		expect(blank).toEqual([]);
	});
});

/** The same word in English and Spanish. */
const alike = /^(No|Error|error|\{n\} error)$/;

/** English, as it would stand in a sentence that nobody translated. */
const englishWords =
	/\b(the|and|of|is|are|not|with|this|that|users?|rows?|was|were|has|have|file|from|to|for|on|your|it)\b/i;
/** What is called so in every language. */
const names =
	/\b(Muster|CSV|TSV|TXT|XLSX|ZIP|HEIC|iPad|Photo|_photo|JSON|JPEG|PNG|WebP|UTF-8|GB|MB|Username|First Name|Client ID|Email|deflate|Hall A|A|Z)\b|\b\S+@\S+\b|%-?\w+|mvandijk|Maarten van Dijk|Ünal Kaya|unalkaya/g;

describe.each(others)('A4 %s beside English', (locale) => {
	const messages = messagesOf(locale);

	test('has the same messages in the same order', () => {
		expect(Object.keys(messages)).toEqual(Object.keys(english));
	});

	test('takes the same inputs', () => {
		for (const [key, message] of Object.entries(english)) {
			const own = messages[key];
			if (typeof message === 'string' || typeof own === 'string' || !own) {
				expect([key, typeof own]).toEqual([key, typeof message]);
				continue;
			}
			expect([key, own[0].declarations]).toEqual([key, message[0].declarations]);
			expect([key, own[0].selectors]).toEqual([key, message[0].selectors]);
		}
	});

	test('uses every value that English uses, and emphasis where English does', () => {
		for (const [key, message] of Object.entries(english)) {
			const model = typeof message === 'string' ? message : (message[0].match['form=other'] ?? '');
			// A dual says its number itself: two users are مستخدمان.
			const wanted = placeholders(model).filter((name) => name !== 'n');
			for (const words of variants(messages[key] ?? '')) {
				const used = placeholders(words).filter((name) => name !== 'n');
				expect([key, used, stars(words)]).toEqual([key, wanted, stars(model)]);
			}
			const largest = variants(messages[key] ?? '').at(-1) ?? '';
			expect([key, placeholders(largest)]).toEqual([key, placeholders(model)]);
		}
	});

	test('leaves nothing in English', () => {
		const left = Object.entries(messages).filter(([key, message]) =>
			variants(message).some((words) => {
				const said = words.replace(/\{\w+\}/g, '').replace(names, '');
				const isSame = variants(english[key] ?? '').includes(words) && /\p{L}/u.test(said);
				const isEnglish = locale === 'ar' ? /[A-Za-z]/.test(said) : englishWords.test(said);
				return isEnglish || (isSame && !alike.test(words));
			})
		);
		expect(left.map(([key, message]) => [key, variants(message)[0]])).toEqual([]);
	});
});
