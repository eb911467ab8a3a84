import { m } from '../../i18n/paraglide/messages';

export interface Tab {
	readonly path: string;
	readonly text: () => string;
}

/** The five words of the top bar. The review belongs to Upload, exams to Users. */
export const tabs: readonly Tab[] = [
	{ path: '/', text: m.nav_upload },
	{ path: '/users', text: m.nav_users },
	{ path: '/history', text: m.nav_history },
	{ path: '/attention', text: m.nav_attention },
	{ path: '/settings', text: m.nav_settings }
];

export function isCurrent(tab: Tab, path: string): boolean {
	if (path === '/review') return tab.path === '/';
	if (path.startsWith('/settings/')) return tab.path === '/settings';
	return tab.path === (path === '/exams' ? '/users' : path);
}

/** The title of the window. */
export function titleOf(path: string): string {
	if (path === '/hand-out') return m.page_title({ page: m.hand_out_sheet() });
	if (path === '/exams') return m.page_title({ page: m.exams_title() });
	if (path === '/sign-in') return m.page_title({ page: m.sign_in_title() });
	if (path.startsWith('/set-up/admin/')) return m.page_title({ page: m.set_up_title() });
	if (path.startsWith('/set-up/')) return m.set_up_user_title();
	if (path.startsWith('/invite/')) return m.page_title({ page: m.invite_title() });
	const tab = tabs.find((one) => isCurrent(one, path));
	return tab ? m.page_title({ page: tab.text() }) : m.app_name();
}
