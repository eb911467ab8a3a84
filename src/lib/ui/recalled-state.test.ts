import { describe, expect, test } from 'vitest';
import type { AppState } from '../worker/protocol';
import { keepState, recalledKey, recallState } from './recalled-state';

const nowMs = Date.UTC(2026, 11, 1);

function storage() {
	const items = new Map<string, string>();
	return {
		getItem: (key: string) => items.get(key) ?? null,
		setItem: (key: string, value: string) => void items.set(key, value)
	};
}

/** What of a state decides here. */
const state = (given: Partial<AppState>) =>
	({ database: 'org-north', isLocked: false, locksAt: null, users: 7, ...given }) as AppState;

describe('the first screen before the database is open', () => {
	test('shows what was last told', () => {
		const kept = storage();
		keepState(state({ users: 6 }), 'v1', kept);
		keepState(state({ locksAt: new Date(nowMs + 1).toISOString() }), 'v1', kept);
		expect(recallState('org-north', 'v1', { kept, nowMs })?.users).toBe(7);
	});

	test('shows nothing at a first start', () => {
		expect(recallState('unclaimed', 'v1', { kept: storage(), nowMs })).toBeNull();
	});

	test.each<[string, Partial<AppState>, string]>([
		['X6 is of another organisation', { database: 'org-south' }, 'v1'],
		['X2 was locked', { isLocked: true }, 'v1'],
		['X2 is locked by now', { locksAt: new Date(nowMs).toISOString() }, 'v1'],
		['A1 was kept by another version', {}, 'v0']
	])('shows nothing that %s', (_why, given, version) => {
		const kept = storage();
		keepState(state(given), version, kept);
		expect(recallState('org-north', 'v1', { kept, nowMs })).toBeNull();
	});

	test('V7 a full disk stops nothing', () => {
		const full = () => {
			throw new DOMException('full', 'QuotaExceededError');
		};
		expect(() => keepState(state({}), 'v1', { ...storage(), setItem: full })).not.toThrow();
	});

	test('shows nothing that cannot be read', () => {
		const kept = storage();
		kept.setItem(recalledKey, '{"version":"v1"');
		expect(recallState('org-north', 'v1', { kept, nowMs })).toBeNull();
	});
});
