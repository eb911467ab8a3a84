/** What the connection indicator says, and the sentence behind it. */
import { counted, formatNumber, formatUnit } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { SyncView } from '../../worker/protocol';
import type { SendState } from '../sync.svelte';

export interface Sending {
	readonly state: SendState;
	readonly unsent: number;
	readonly view: Pick<SyncView, 'sent' | 'total' | 'lastError' | 'perSecond'> | null;
}

export function sendText({ state, unsent, view }: Sending): string {
	const n = formatNumber(unsent);
	const isWaiting = unsent > 0;
	switch (state) {
		case 'offline':
			return isWaiting ? m.connection_offline_to_send({ n }) : m.connection_offline();
		case 'checking':
			return m.connection_checking();
		case 'online':
			return isWaiting ? m.connection_online_to_send({ n }) : m.connection_online();
		case 'sending': {
			const { sent = 0, total = 0 } = view ?? {};
			return m.connection_sending({ sent: formatNumber(sent), total: formatNumber(total) });
		}
		case 'sign_in_needed':
			return isWaiting ? m.connection_sign_in_to_send(counted(unsent)) : m.connection_sign_in();
		case 'not_adopted':
			return isWaiting ? m.connection_not_adopted({ n }) : m.connection_online();
		case 'paused':
			return isWaiting ? m.connection_paused_to_send({ n }) : m.connection_paused();
		case 'other_account':
			return m.connection_other_account({ n });
		case 'revoked':
			return m.connection_revoked();
		case 'key_changed':
			return m.connection_key_changed();
		case 'not_allowed':
			return m.connection_not_allowed();
		case 'update_needed':
			return m.connection_update();
		case 'waiting':
			return isWaiting ? m.connection_patience({ n }) : m.connection_online();
		case 'failed':
			return isWaiting ? m.connection_failed({ n }) : m.connection_online();
	}
}

const lines = {
	offline: m.connection_offline_text,
	checking: m.connection_checking_text,
	online: m.connection_online_text,
	sending: m.connection_sending_text,
	sign_in_needed: m.connection_sign_in_text,
	not_adopted: m.connection_not_adopted_text,
	revoked: m.connection_revoked_text,
	key_changed: m.connection_key_changed_text,
	not_allowed: m.connection_not_allowed_text,
	update_needed: m.connection_update_text,
	paused: m.connection_paused_text,
	other_account: m.connection_other_account_text,
	waiting: m.connection_patience_text,
	failed: m.connection_failed_text
} as const;

/** What it means and what goes on by itself. `name` is of who signed in last. */
export function sendLine(state: SendState, name: string): string {
	return lines[state]({ name });
}

/** Where asking now could help: patience that the server asked for is kept. */
export function canTry(state: SendState): boolean {
	const open = ['offline', 'checking', 'online', 'not_allowed', 'update_needed', 'failed'];
	return open.includes(state);
}

/** How far, how fast and how long still; null while nothing is known of it. */
export function paceText({ state, view }: Sending): string | null {
	if (state !== 'sending' || !view?.perSecond) return null;
	const seconds = Math.max(1, Math.ceil((view.total - view.sent) / view.perSecond));
	const isLong = seconds >= 90;
	const time = formatUnit(
		isLong ? Math.round(seconds / 60) : seconds,
		isLong ? 'minute' : 'second'
	);
	const perSecond = formatNumber(Math.max(1, Math.round(view.perSecond)));
	return m.connection_pace({ perSecond, time });
}

/** Why the last try ended as it did; null after a good one. */
export function lastErrorText({ view }: Sending): string | null {
	const error = view?.lastError;
	if (!error) return null;
	if (error.status === null) return m[`stop_${error.stop}`]();
	// It was reached, and waits as if it had not been.
	const reason = error.stop === 'offline' ? m.stop_fault() : m[`stop_${error.stop}`]();
	return m.stop_status({ reason: reason.replace(/[.。]$/u, ''), status: String(error.status) });
}
