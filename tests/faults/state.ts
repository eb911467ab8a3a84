/** What the database holds after the faults, in counts. */
import { verifyAudit } from '../../src/lib/server/audit';
import type { Store } from '../../src/lib/server/database';
import type { Answers, Load } from './sender';

/** Receipts and users of one batch: both none, or both all of it, whatever happened. */
export function batchState(
	{ database }: Store,
	changes: readonly { changeId: string; id: string }[]
): Promise<{ receipts: number; users: number }> {
	const reading = database
		.transaction()
		.setIsolationLevel('repeatable read')
		.setAccessMode('read only');
	return reading.execute(async (sql) => {
		const ids = changes.map(({ changeId }) => changeId);
		const userIds = changes.map(({ id }) => id);
		const receipts = await sql
			.selectFrom('receipts')
			.select('change_id')
			.where('change_id', 'in', ids)
			.execute();
		const users = await sql.selectFrom('users').select('id').where('id', 'in', userIds).execute();
		return { receipts: receipts.length, users: users.length };
	});
}

export interface Found {
	readonly users: number;
	readonly lost: number;
	readonly doubled: number;
	readonly registrations: number;
	/** Receipts that say another thing than what the device was told. */
	readonly otherReceipts: number;
	/** In the order of the versions; gapless from 2, the exam being 1. */
	readonly hasGaps: boolean;
	readonly highest: number;
	readonly isAuditIntact: boolean;
	readonly auditedPushes: number;
}

export async function findState({ database }: Store, load: Load, answers: Answers): Promise<Found> {
	const users = await database.selectFrom('users').select(['username', 'version']).execute();
	const receipts = await database.selectFrom('receipts').select(['change_id', 'outcome']).execute();
	const registrations = await database.selectFrom('registrations').select('user_id').execute();
	const organisation = await database
		.selectFrom('organisations')
		.select(['id', 'version'])
		.executeTakeFirstOrThrow();
	const pushes = await database
		.selectFrom('audit')
		.select('sequence')
		.where('kind', '=', 'push')
		.execute();
	const names = new Set(users.map(({ username }) => username));
	const sent = load.batches.flat().length;
	const versions = users.map(({ version }) => version).sort((a, b) => a - b);
	const told = new Map([...answers.outcomes].map(([id, outcome]) => [id, JSON.stringify(outcome)]));
	return {
		users: users.length,
		lost: sent - names.size,
		doubled: users.length - names.size,
		registrations: registrations.length,
		otherReceipts: receipts.filter((row) => told.get(row.change_id) !== row.outcome).length,
		hasGaps: versions.some((version, index) => version !== index + 2),
		highest: organisation.version,
		isAuditIntact: (await verifyAudit(database, organisation.id)).isIntact,
		auditedPushes: pushes.length
	};
}

/** How it must be: each user once, each receipt as told, versions without a gap, one audit row for each batch. */
export function expectedState({ batches }: Load): Found {
	const users = batches.flat().length;
	return {
		users,
		lost: 0,
		doubled: 0,
		registrations: users,
		otherReceipts: 0,
		hasGaps: false,
		highest: users + 1,
		isAuditIntact: true,
		auditedPushes: batches.length + 1
	};
}
