/** Light, dark, or as the system has it. `static/theme.js` puts it in place before anything is drawn. */
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const themeKey = 'muster-theme';

class ThemeChoice {
	#chosen = $state<Theme>(themes.find((one) => one === localStorage.getItem(themeKey)) ?? 'system');

	get chosen(): Theme {
		return this.#chosen;
	}

	choose(theme: Theme): void {
		this.#chosen = theme;
		if (theme === 'system') localStorage.removeItem(themeKey);
		else localStorage.setItem(themeKey, theme);
		(window as Window & { musterTheme?: () => void }).musterTheme?.();
	}
}

export const themeChoice = new ThemeChoice();
