import { describe, expect, test } from 'vitest';
import type { Account } from '../storage/meta';
import { isLocked, locksAtMs, requireUnlocked } from './lock';

const noonMs = Date.parse('2026-11-30T12:00:00Z');
const hourMs = 3600_000;

function held(hours: number | null, lockHours = 12, name: 'org-a' | 'unclaimed' = 'org-a') {
	const organisation = { id: 'a', name: 'North Gate', lockHours } as Account['organisation'];
	const account = {
		id: '1',
		name: 'Rania',
		email: 'r@n.example',
		role: 'admin',
		organisation
	} as const;
	const signedInAt = hours === null ? null : new Date(noonMs - hours * hourMs).toISOString();
	return { name, account, signedInAt, nowMs: () => noonMs };
}

describe('X2 what came from the server', () => {
	test.each([
		['just after a sign-in', held(0), false],
		['an hour before the twelve are over', held(11), false],
		['twelve hours after', held(12), true],
		['after one hour where an admin set one', held(1, 1), true],
		['after six days where an admin set seven', held(144, 168), false],
		['where nobody signed in by this device’s clock', held(null), true],
		['with a clock that was set back by an hour', held(-1), true],
		['with a clock that was set by a minute', held(-1 / 60), false],
		['in a database of nobody', held(null, 12, 'unclaimed'), false],
		['before any account is known', { ...held(null), account: null }, false]
	])('is locked or not %s', (_, one, expected) => expect(isLocked(one)).toBe(expected));

	test('says when it will be', () => {
		expect(locksAtMs(held(2))).toBe(noonMs + 10 * hourMs);
	});
	test('is refused to who asks for users, and not to who reads and saves', () => {
		expect(() => requireUnlocked(held(13), 'users')).toThrow('locked');
		expect(() => requireUnlocked(held(13), 'exportUsers')).toThrow('locked');
		for (const name of ['read', 'save', 'history', 'sheet'] as const)
			expect(() => requireUnlocked(held(13), name)).not.toThrow();
		expect(() => requireUnlocked(held(1), 'users')).not.toThrow();
	});
});
