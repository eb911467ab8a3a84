import { randomUUID } from 'node:crypto';
import { emptyAudit } from './audit';
import type { Database } from './database';
import { transact } from './transact';

/** Tells the new organisation's id (X6). */
export async function createOrganisation(
	database: Database,
	{ name, nowMs }: { name: string; nowMs: number }
): Promise<string> {
	const id = randomUUID();
	await database
		.insertInto('organisations')
		.values({
			id,
			name,
			version: 0,
			epoch: randomUUID(),
			audit_sequence: emptyAudit.sequence,
			audit_hash: emptyAudit.hash,
			created_at: new Date(nowMs).toISOString()
		})
		.execute();
	return id;
}

/**
 * After a restored backup: every device pulls all again and sends what it has not settled (Y3). Tells how many
 * organisations there are.
 */
export async function renewEpochs(database: Database): Promise<number> {
	const organisations = await database.selectFrom('organisations').select('id').execute();
	for (const { id } of organisations) await renewEpoch(database, id);
	return organisations.length;
}

export async function renewEpoch(database: Database, organisationId: string): Promise<void> {
	await transact(database, (sql) =>
		sql
			.updateTable('organisations')
			.set({ epoch: randomUUID() })
			.where('id', '=', organisationId)
			.execute()
	);
}
