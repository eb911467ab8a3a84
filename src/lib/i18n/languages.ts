/** The languages of the words. The first is spoken where none of the reader's is known. */
export const locales = ['en', 'es', 'ar'] as const;
export type Locale = (typeof locales)[number];

export function isLocale(name: unknown): name is Locale {
	return (locales as readonly unknown[]).includes(name);
}

/** The first of the reader's languages that is known, as in `['ca-ES', 'es-ES', 'en']` (A4). */
export function pickLocale(languages: readonly string[]): Locale {
	for (const name of languages) {
		const [language] = name.toLowerCase().split('-');
		if (isLocale(language)) return language;
	}
	return locales[0];
}

export function directionOf(locale: Locale): 'ltr' | 'rtl' {
	return locale === 'ar' ? 'rtl' : 'ltr';
}
