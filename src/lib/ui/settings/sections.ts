/** The pages of Settings, in the order of their list. */
import { m } from '../../i18n/paraglide/messages';

export interface SettingsPart {
	readonly path: string;
	readonly text: () => string;
}

export const settingsParts: readonly SettingsPart[] = [
	{ path: '/settings', text: m.settings_device },
	{ path: '/settings/passkeys', text: m.passkeys_title },
	{ path: '/settings/devices', text: m.devices_title },
	{ path: '/settings/organisation', text: m.organisation_title },
	{ path: '/settings/people', text: m.people_accounts },
	{ path: '/settings/mails', text: m.mails_title },
	{ path: '/settings/keys', text: m.service_keys_title },
	{ path: '/settings/audit', text: m.audit_title },
	{ path: '/settings/about', text: m.settings_about }
];
