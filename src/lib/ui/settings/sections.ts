/** The pages of Settings, in the order of their list. */
import { m } from '../../i18n/paraglide/messages';

export interface SettingsPart {
	readonly path: string;
	readonly text: () => string;
}

export const settingsParts: readonly SettingsPart[] = [
	{ path: '/settings', text: m.settings_device },
	{ path: '/settings/about', text: m.settings_about }
];
