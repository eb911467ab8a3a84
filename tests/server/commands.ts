import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { adminLink } from '../../src/lib/server/commands/admin-link';
import { auditVerify } from '../../src/lib/server/commands/audit-verify';
import type { Settings } from '../../src/lib/server/commands/command';
import { epoch } from '../../src/lib/server/commands/epoch';
import { organisation } from '../../src/lib/server/commands/organisation';
import { setUpAccount } from '../../src/lib/server/set-up';
import { createUser, noonMs, openDesk } from './device';
import type { RunningEngine } from './engines';

const settings: Settings = {
	dataDir: '/nowhere',
	address: { file: '/nowhere/muster.sqlite' },
	origin: 'https://muster.example',
	hasOwnSecret: true,
	directory: '/nowhere',
	nowMs: noonMs
};

export function describeCommands(engine: () => RunningEngine): void {
	describe('commands', () => {
		const database = () => engine().store.database;
		const named = () => `Institute ${randomUUID()}`;
		const make = (name: string) => organisation(engine().store, name.split(' '), settings);
		const link = (...args: string[]) => adminLink(engine().store, args, settings);
		const verify = () => auditVerify(engine().store, [], settings);

		async function useLink(line: string | undefined): Promise<{ name: string; role: string }> {
			const [, token] =
				/: https:\/\/muster\.example\/set-up\/admin\/([\w-]{43})$/.exec(line ?? '') ?? [];
			const email = `${randomUUID()}@example.org`;
			const body = { token, name: 'Ines', email, password: 'correct horse battery' };
			await setUpAccount(engine().store, { body, nowMs: noonMs });
			return database()
				.selectFrom('accounts')
				.innerJoin('organisations', 'organisations.id', 'accounts.organisationId')
				.select(['organisations.name', 'role'])
				.where('email', '=', email)
				.executeTakeFirstOrThrow();
		}

		test('X6 makes a further organisation, and its link makes its first admin', async () => {
			const name = named();
			const [line] = await make(name);
			expect(await useLink(line)).toEqual({ name, role: 'admin' });
		});
		test('X6 a name that is taken makes nothing', async () => {
			const name = named();
			await make(name);
			await expect(make(name)).rejects.toThrow('already');
			const rows = await database()
				.selectFrom('organisations')
				.select('id')
				.where('name', '=', name)
				.execute();
			expect(rows).toHaveLength(1);
		});
		test.each([['nothing'], [' '], ['x'.repeat(101)], ['a\nb']])(
			'X6 %j is no name',
			async (name) => {
				const made = organisation(engine().store, name === 'nothing' ? [] : [name], settings);
				await expect(made).rejects.toThrow('npm run organisation -- NAME');
			}
		);
		test('A7 a new admin link ends the one before', async () => {
			const name = named();
			const [first] = await make(name);
			const [second] = await link(...name.split(' '));
			await expect(useLink(first)).rejects.toMatchObject({ code: 'link_invalid' });
			expect(await useLink(second)).toEqual({ name, role: 'admin' });
		});
		test('A7 among several organisations the link asks which', async () => {
			const [one, other] = [named(), named()];
			await make(one);
			await make(other);
			await expect(link()).rejects.toThrow(`"${one}"`);
			await expect(link()).rejects.toThrow(`"${other}"`);
			await expect(link('Nobody')).rejects.toThrow('Which organisation?');
		});
		test('Y3 every organisation gets another epoch', async () => {
			await make(named());
			const epochs = () => database().selectFrom('organisations').select('epoch').execute();
			const before = new Set((await epochs()).map((row) => row.epoch));
			const [line] = await epoch(engine().store, [], settings);
			expect((await epochs()).filter((row) => before.has(row.epoch))).toEqual([]);
			expect(line).toMatch(/^New epoch for (the organisation|\d+ organisations):/);
		});

		describe('audit:verify', () => {
			beforeEach(async () => {
				// Other tests have tampered with chains.
				for (const table of ['audit', 'organisations'] as const) {
					const set = { audit_sequence: 0, audit_hash: '0'.repeat(64) };
					if (table === 'audit') await database().deleteFrom(table).execute();
					else await database().updateTable(table).set(set).execute();
				}
			});
			test('X4 tells each chain with its rows', async () => {
				const desk = await openDesk(engine().store);
				await desk.push(createUser({ username: 'ada' }));
				await desk.push(createUser({ username: 'bob' }));
				expect(await verify()).toContain('Example Institute: intact, 2 rows');
			});
			test('X4 fails where one is broken, and says where', async () => {
				const desk = await openDesk(engine().store);
				await desk.push(createUser({ username: 'ada' }));
				await desk.push(createUser({ username: 'bob' }));
				await database()
					.updateTable('audit')
					.set({ detail: '{}' })
					.where('organisation_id', '=', desk.session.organisationId)
					.where('sequence', '=', 2)
					.execute();
				await expect(verify()).rejects.toThrow(
					'Example Institute: BROKEN at row 2, intact before it (1 row)'
				);
			});
		});
	});
}
