/** The language on screen: the browser's, or the one chosen in Settings and kept on this device (A4). */
import { directionOf, isLocale, locales, pickLocale, type Locale } from '../i18n/languages';
import { loadWords, noteReads } from '../i18n/words';
import { client } from './client';

const languageKey = 'muster-language';

class Language {
	/** Kept on this device; null follows the browser. */
	choice = $state<Locale | null>(keptChoice());
	/** On screen now. */
	spoken = $state.raw<Locale>(locales[0]);

	/** Before the first word on screen is said. */
	async start(): Promise<void> {
		// What says a word reads this, and says it again when it changes.
		noteReads(() => this.spoken);
		await this.#speak();
	}

	/** @throws where the words of the language cannot be had: nothing changes then */
	async choose(choice: Locale | null): Promise<void> {
		const former = this.choice;
		this.choice = choice;
		try {
			await this.#speak();
		} catch (cause) {
			this.choice = former;
			throw cause;
		}
		if (choice === null) localStorage.removeItem(languageKey);
		else localStorage.setItem(languageKey, choice);
	}

	async #speak(): Promise<void> {
		const locale = this.choice ?? browserLocale();
		// A worker that does not answer says so at the next request.
		void client.ask('speak', { locale }).catch(() => undefined);
		await loadWords(locale);
		this.spoken = locale;
		document.documentElement.lang = locale;
		document.documentElement.dir = directionOf(locale);
	}
}

export function browserLocale(): Locale {
	return pickLocale(navigator.languages);
}

function keptChoice(): Locale | null {
	const kept = localStorage.getItem(languageKey);
	return isLocale(kept) ? kept : null;
}

export const language = new Language();
