/** The suites of the endpoints, for either engine (Y10). */
import { afterAll, beforeAll, describe, vi } from 'vitest';
import { describeAccountLife } from './account-life';
import type { RunningEngine } from './engines';
import { own } from './own-store';
import { describeRoles } from './roles';

export function describeEndpoints(start: () => Promise<RunningEngine>): void {
	let running: RunningEngine | undefined;
	const engine = (): RunningEngine => {
		if (!running) throw new Error('the engine has not started');
		return running;
	};
	beforeAll(async () => {
		vi.spyOn(console, 'log').mockImplementation(() => undefined);
		running = await start();
		own.store = running.store;
	}, 60_000);
	afterAll(() => running?.stop());

	describe('roles', () => describeRoles(engine));
	describe('accounts', () => describeAccountLife(engine));
}
