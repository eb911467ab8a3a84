import { describe, expect, test } from 'vitest';
import { recordAudit, verifyAudit } from '../../src/lib/server/audit';
import { createUser, noonMs, openDesk, type Desk } from './device';
import type { RunningEngine } from './engines';

export function describeAudit(engine: () => RunningEngine): void {
	async function open(): Promise<Desk> {
		const desk = await openDesk(engine().store);
		for (const username of ['ada', 'bob', 'cyd']) {
			await desk.push(createUser({ username, lastName: 'Geheimnis' }));
		}
		return desk;
	}
	const rows = ({ store, session }: Desk) =>
		store.database
			.selectFrom('audit')
			.selectAll()
			.where('organisation_id', '=', session.organisationId)
			.orderBy('sequence')
			.execute();
	const verify = ({ store, session }: Desk) => verifyAudit(store.database, session.organisationId);

	describe('audit', () => {
		test('X4 one row for each accepted push, with ids, field names and counts', async () => {
			const desk = await open();
			const change = createUser({ username: 'dan' });
			await desk.push(change, createUser({ username: 'ada' }));
			const kept = await rows(desk);
			expect(kept).toHaveLength(4);
			expect(JSON.parse(kept[3]?.detail ?? '')).toMatchObject({
				applied: 1,
				refused: 1,
				ids: { user_create: [change.id] },
				fields: { username: 1, firstName: 1 }
			});
		});
		test('X7 holds no value', async () => {
			const desk = await open();
			const text = JSON.stringify(await rows(desk));
			expect(text).toContain('lastName');
			expect(text).not.toContain('Geheimnis');
		});
		test('X4 a push that changes nothing leaves no row', async () => {
			const desk = await open();
			await desk.push(createUser({ username: 'ada' }));
			expect(await rows(desk)).toHaveLength(3);
		});
		test('X4 an untouched chain is intact, other entries included', async () => {
			const desk = await open();
			await recordAudit(desk.store.database, desk.session.organisationId, {
				at: new Date(noonMs).toISOString(),
				accountId: desk.session.accountId,
				kind: 'sign_in',
				detail: {}
			});
			expect(await verify(desk)).toEqual({ isIntact: true, rows: 4 });
		});

		const tampering: [string, (desk: Desk) => Promise<unknown>, number][] = [
			['a changed row', (desk) => change(desk, 2, { detail: '{}' }), 2],
			['a changed time', (desk) => change(desk, 1, { at: '2020-01-01T00:00:00.000Z' }), 1],
			['a dropped row', (desk) => drop(desk, 2), 2],
			['a cut tail', (desk) => drop(desk, 3), 3],
			['two swapped rows', swap, 1],
			['an added row', add, 4]
		];
		test.each(tampering)('X4 %s is found', async (_, tamper, brokenAt) => {
			const desk = await open();
			await tamper(desk);
			expect(await verify(desk)).toMatchObject({ isIntact: false, brokenAt });
		});
	});

	const change = (
		{ store, session }: Desk,
		sequence: number,
		set: { detail?: string; at?: string; sequence?: number }
	) =>
		store.database
			.updateTable('audit')
			.set(set)
			.where('organisation_id', '=', session.organisationId)
			.where('sequence', '=', sequence)
			.execute();
	const drop = ({ store, session }: Desk, sequence: number) =>
		store.database
			.deleteFrom('audit')
			.where('organisation_id', '=', session.organisationId)
			.where('sequence', '=', sequence)
			.execute();
	async function swap(desk: Desk) {
		await change(desk, 1, { sequence: 99 });
		await change(desk, 2, { sequence: 1 });
		await change(desk, 99, { sequence: 2 });
	}
	async function add(desk: Desk) {
		const last = (await rows(desk)).at(-1);
		if (!last) throw new Error('no row');
		await desk.store.database
			.insertInto('audit')
			.values({ ...last, sequence: 4 })
			.execute();
	}
}
