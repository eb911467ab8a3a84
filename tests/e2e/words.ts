/** What the app says in each language, for tests that take their words from where the app has them. */
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';

export type Locale = 'en' | 'es' | 'ar';

interface Plural {
	readonly match: Readonly<Record<string, string>>;
}

function messagesOf(locale: Locale): Readonly<Record<string, string | readonly [Plural]>> {
	const path = new URL(`../../src/lib/i18n/messages/${locale}.json`, import.meta.url);
	return JSON.parse(readFileSync(path, 'utf8')) as ReturnType<typeof messagesOf>;
}

/** By the key of a message and what stands in it. */
export type Say = (key: string, inputs?: Readonly<Record<string, string | number>>) => string;

/** Says a message; `count` chooses the form of its plural, and stands in it as the platform writes it. */
export function speaker(locale: Locale): Say {
	const messages = messagesOf(locale);
	return (key, inputs = {}) => {
		const message = messages[key];
		if (message === undefined) throw new Error(`No message ${key} in ${locale}`);
		const count = Number(inputs['count'] ?? 0);
		const form = new Intl.PluralRules(locale).select(count);
		const words = typeof message === 'string' ? message : (message[0].match[`form=${form}`] ?? '');
		const n = new Intl.NumberFormat(locale).format(count);
		return words.replace(/\{(\w+)\}/g, (_, name: string) =>
			String(inputs[name] ?? (name === 'n' ? n : ''))
		);
	};
}

/** How far the page could be scrolled sideways, which is never. */
export function sidewaysScroll(page: Page): Promise<number> {
	return page.evaluate(() => {
		const { scrollWidth, clientWidth } = document.documentElement;
		return scrollWidth - clientWidth;
	});
}
