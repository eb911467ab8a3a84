import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { directionOf, locales, pickLocale, type Locale } from './languages';
import { m } from './paraglide/messages';
import { getLocale, loadWords, noteReads, speak } from './words';

afterEach(async () => {
	noteReads(() => undefined);
	await loadWords('en');
});

describe('A4 picks the language by the browser', () => {
	test.each<[string, string[], Locale]>([
		['the first that is known', ['ca-ES', 'es-MX', 'en-GB'], 'es'],
		['any variety of it', ['ar-EG'], 'ar'],
		['whatever its case', ['ES'], 'es'],
		['English where none is known', ['de-CH', 'fr'], 'en'],
		['English where the browser names none', [], 'en'],
		['not one that only begins alike', ['est', 'arn'], 'en']
	])('%s', (_, languages, locale) => {
		expect(pickLocale(languages)).toBe(locale);
	});
});

test('A4 Arabic is written from right to left, and it alone', () => {
	expect(locales.filter((locale) => directionOf(locale) === 'rtl')).toEqual(['ar']);
});

test('A4 the languages of the app are those that are compiled', () => {
	const settings = readFileSync(new URL('project.inlang/settings.json', import.meta.url), 'utf8');
	expect((JSON.parse(settings) as { locales: unknown }).locales).toEqual([...locales]);
});

describe('A4 says words', () => {
	test('in the language that was loaded, also by a function kept before', async () => {
		const kept = m.close;
		await loadWords('es');
		expect(getLocale()).toBe('es');
		expect(kept()).toBe(m.close());
		speak('ar', { close: () => 'closed in Arabic' });
		expect(kept()).toBe('closed in Arabic');
	});

	test('of the language asked for last, whichever comes first', async () => {
		await Promise.all([loadWords('ar'), loadWords('es')]);
		expect(getLocale()).toBe('es');
	});

	test('and tells who says them, so that a screen says them anew', () => {
		let reads = 0;
		noteReads(() => (reads += 1));
		m.close();
		getLocale();
		expect(reads).toBe(2);
	});

	test('in Arabic with names, files and phones in their own direction, and numbers as they are', async () => {
		await loadWords('ar');
		const text = m.rows_window({ from: '1', to: '1,204', total: '٣٬٠٠٠' });
		expect(text).not.toMatch(/[\u2066-\u2069]/);
		expect(m.discard_title({ name: 'candidates-dec.csv' })).toContain(
			'\u2068candidates-dec.csv\u2069'
		);
		expect(m.quoted({ value: '+44 20 7946' })).toBe('«\u2068+44 20 7946\u2069»');
		await loadWords('es');
		expect(m.quoted({ value: '+44 20 7946' })).toBe('«+44 20 7946»');
	});

	test('none of another language where one is missing', () => {
		speak('es', {});
		expect(() => m.close()).toThrow('No words for close in es');
	});
});
