import { describe, expect, it } from 'vitest';
import { lastErrorText, paceText, sendText, type Sending } from './send-text';

const view = { sent: 500, total: 1113, lastError: null, perSecond: null };

describe('the connection indicator', () => {
	it.each<[string, Sending['state'], number]>([
		['Offline', 'offline', 0],
		['Offline, 613 to send', 'offline', 613],
		['Checking', 'checking', 613],
		['Online', 'online', 0],
		['Online, 1 to send', 'online', 1],
		['Sending 500 of 1,113', 'sending', 613],
		['Sign in to send 24 changes', 'sign_in_needed', 24],
		['Sign in to send 1 change', 'sign_in_needed', 1],
		['Sign in', 'sign_in_needed', 0],
		['24 saved here, not sent', 'not_adopted', 24],
		['Update needed to send', 'update_needed', 24],
		['Not allowed to send', 'not_allowed', 24],
		['Waiting to send 24', 'waiting', 24],
		['Online', 'waiting', 0],
		['Not understood, 24 to send', 'failed', 24],
		['Paused, 24 to send', 'paused', 24],
		['Paused', 'paused', 0],
		['Agree to send 24', 'other_account', 24]
	])('Y7 says “%s”', (text, state, unsent) => {
		expect(sendText({ state, unsent, view })).toBe(text);
	});

	it.each([
		[100, '100 a second, about 7 seconds left.'],
		[0.5, '1 a second, about 20 minutes left.']
	])('Y7 says the pace and the time left at %d a second', (perSecond, text) => {
		const sending = { state: 'sending', unsent: 613, view: { ...view, perSecond } } as const;
		expect(paceText(sending)).toBe(text);
		expect(paceText({ ...sending, state: 'online' })).toBeNull();
		expect(paceText({ ...sending, view })).toBeNull();
	});

	it('Y7 says why the last try ended, with the status of the answer', () => {
		const ended = (lastError: NonNullable<Sending['view']>['lastError']) =>
			lastErrorText({ state: 'online', unsent: 1, view: { ...view, lastError } });
		expect(ended(null)).toBeNull();
		expect(ended({ stop: 'timeout', status: null })).toBe('the server took too long to answer.');
		expect(ended({ stop: 'wait', status: 503 })).toBe('the server is busy (answer 503).');
		expect(ended({ stop: 'offline', status: null })).toBe('no answer from the server.');
		expect(ended({ stop: 'offline', status: 500 })).toBe('the server has a fault (answer 500).');
	});
});
