/** The server's disk is lost and a backup takes its place: what came after the backup is gone, the epoch is another (Y3). */
import { randomUUID } from 'node:crypto';
import { unsettled } from '../../src/lib/storage/outbox';
import type { SimServer } from './server';
import type { World } from './schedule';

/** Those with `organisation_id`; what refers to others stands after them. */
const tables = [
	'users',
	'registrations',
	'exams',
	'receipts',
	'envelopes',
	'passwords_pending',
	'audit'
] as const;

type Rows = Readonly<Record<string, readonly object[]>>;

export interface Backup {
	readonly rows: Rows;
	readonly organisation: object;
	readonly ledger: ReturnType<World['ledger']['keep']>;
}

export async function backUp({ server, ledger }: World): Promise<Backup> {
	const { store, organisationId } = server;
	const rows: Record<string, object[]> = {};
	for (const table of tables) {
		rows[table] = await store.database
			.selectFrom(table)
			.selectAll()
			.where('organisation_id', '=', organisationId)
			.execute();
	}
	// Drivers give bytes out in another shape than they take.
	for (const row of rows['envelopes'] as { bytes: Uint8Array }[])
		row.bytes = new Uint8Array(row.bytes);
	const organisation = await store.database
		.selectFrom('organisations')
		.selectAll()
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	return { rows, organisation, ledger: ledger.keep() };
}

export async function restore(world: World, backup: Backup): Promise<void> {
	await restoreRows(world.server, backup);
	const waiting = new Set<string>();
	for (const { db } of world.devices) {
		for await (const { change } of unsettled(db)) waiting.add(change.changeId);
	}
	world.ledger.goBack(backup.ledger, waiting);
	world.network.log.push('the server is restored from a backup');
}

async function restoreRows({ store, organisationId }: SimServer, backup: Backup): Promise<void> {
	await store.database.transaction().execute(async (sql) => {
		for (const table of [...tables].reverse()) {
			await sql.deleteFrom(table).where('organisation_id', '=', organisationId).execute();
		}
		for (const table of tables) {
			const rows = backup.rows[table] ?? [];
			if (rows.length > 0)
				await sql
					.insertInto(table)
					.values(rows as never)
					.execute();
		}
		const { version, audit_sequence, audit_hash } = backup.organisation as {
			version: number;
			audit_sequence: number;
			audit_hash: string;
		};
		await sql
			.updateTable('organisations')
			.set({ version, audit_sequence, audit_hash, epoch: randomUUID() })
			.where('id', '=', organisationId)
			.execute();
	});
}
