/** One suite for every store (Y10): the tests say what PROTOCOL.md says, engine by engine. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningEngine } from './engines';
import { describeAcceptance } from './acceptance';
import { describeAccounts } from './accounts';
import { describeAudit } from './audit';
import { describeCommands } from './commands';
import { describeConflicts } from './conflicts';
import { describeErasure } from './erasure';
import { describeGroups } from './groups';
import { describeMail } from './mail';
import { describePasswords } from './passwords';
import { describePhotos } from './photos';
import { describePull } from './pull';
import { describeSealingKey } from './sealing-key';
import { describeService } from './service';
import { describeStore } from './store';

export function describeEngine(name: string, start: () => Promise<RunningEngine>): void {
	describe(name, () => {
		let running: RunningEngine | undefined;
		const engine = (): RunningEngine => {
			if (!running) throw new Error('the engine has not started');
			return running;
		};
		beforeAll(async () => {
			running = await start();
			console.log(`${name}: ${running.kind}`);
		}, 60_000);
		afterAll(() => running?.stop());

		test('the store opens with its tables', async () => {
			const rows = await engine().store.database.selectFrom('migrations').select('name').execute();
			expect(rows.length).toBeGreaterThan(1);
		});
		describeStore(engine);
		describeAcceptance(engine);
		describeConflicts(engine);
		describeGroups(engine);
		describePull(engine);
		describePhotos(engine);
		describeAudit(engine);
		describeErasure(engine);
		describeAccounts(engine);
		describeSealingKey(engine);
		describePasswords(engine);
		describeService(engine);
		describeMail(engine);
		describeCommands(engine);
	});
}
