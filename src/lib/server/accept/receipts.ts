/** Receipts: what became of each change, under its id, for as long as it may come again (Y2). */
import type { Transaction } from 'kysely';
import type { Outcome } from '../../core/change';
import { rowsOf, writeRows } from '../many-rows';
import type { Session } from '../session';
import type { Tables } from '../tables';
import type { IncomingChange } from './read';
import type { Receipt } from './state';
import { unique } from './unique';

type Sql = Transaction<Tables>;

/** Of the changes and of those they follow. */
export async function loadReceipts(
	sql: Sql,
	organisationId: string,
	incoming: readonly IncomingChange[]
): Promise<Map<string, Receipt>> {
	const ids = incoming.flatMap(({ changeId, change }) =>
		change?.previousChangeId ? [changeId, change.previousChangeId] : [changeId]
	);
	const wanted = { organisationId, column: 'change_id', values: unique(ids) } as const;
	const rows = await rowsOf(sql, 'receipts', wanted);
	return new Map(
		rows.map((row) => [
			row.change_id,
			{
				fingerprint: row.fingerprint,
				outcome: JSON.parse(row.outcome) as Outcome,
				knownVersion: row.known_version,
				mergedOnto: row.merged_onto
			}
		])
	);
}

export async function writeReceipts(
	sql: Sql,
	{ organisationId }: Session,
	{
		receipts,
		deviceId,
		at
	}: { receipts: ReadonlyMap<string, Receipt>; deviceId: string; at: string }
): Promise<void> {
	const rows = [...receipts].map(([changeId, receipt]) => ({
		organisation_id: organisationId,
		change_id: changeId,
		fingerprint: receipt.fingerprint,
		outcome: JSON.stringify(receipt.outcome),
		known_version: receipt.knownVersion,
		merged_onto: receipt.mergedOnto,
		device_id: deviceId,
		created_at: at
	}));
	await writeRows(sql, 'receipts', { rows });
}
