/** The audit (X4): rows chained by SHA-256, with ids, field names and counts, never values. */
import type { Transaction } from 'kysely';
import { canonicalJson, sha256 } from './canonical';
import type { Database } from './database';
import type { Tables } from './tables';
import { transact } from './transact';

export type AuditKind =
	| 'service_key_created'
	| 'service_key_revoked'
	| 'password_set'
	| 'mail_held'
	| 'mail_released'
	| 'mail_withdrawn'
	| 'mail_template'
	| 'push'
	| 'sign_in'
	| 'sign_out'
	| 'account_created'
	| 'invited'
	| 'invitation_withdrawn'
	| 'role_changed'
	| 'account_removed'
	| 'account_disabled'
	| 'account_enabled'
	| 'device_changed'
	| 'passkey_added'
	| 'passkey_removed'
	| 'organisation_renamed'
	| 'device_revoked'
	| 'settings_changed'
	| 'hand_out'
	| 'export'
	| 'undo'
	| 'person_exported'
	| 'person_erased'
	| 'retention';

export interface AuditEntry {
	readonly at: string;
	readonly accountId: string;
	readonly kind: AuditKind;
	/** Ids, field names and counts. */
	readonly detail: Readonly<Record<string, unknown>>;
}

/** The end of an organisation's chain, as its row holds it. */
export interface AuditHead {
	readonly sequence: number;
	readonly hash: string;
}

export const emptyAudit: AuditHead = { sequence: 0, hash: '0'.repeat(64) };

/**
 * Appends a row inside a transaction that holds the organisation's row, and tells the new head; the caller writes it
 * to that row.
 */
export async function appendAudit(
	transaction: Transaction<Tables>,
	organisationId: string,
	{ head, entry }: { head: AuditHead; entry: AuditEntry }
): Promise<AuditHead> {
	const row = {
		organisation_id: organisationId,
		sequence: head.sequence + 1,
		at: entry.at,
		account_id: entry.accountId,
		kind: entry.kind,
		detail: canonicalJson(entry.detail)
	};
	const hash = chainHash(head.hash, row);
	await transaction
		.insertInto('audit')
		.values({ ...row, hash })
		.execute();
	return { sequence: row.sequence, hash };
}

/** Records one entry on its own, as sign-ins and exports need it. */
export function recordAudit(
	database: Database,
	organisationId: string,
	entry: AuditEntry
): Promise<void> {
	return transact(database, (transaction) => recordAuditIn(transaction, organisationId, entry));
}

/** As {@link recordAudit}, beside its cause in one transaction. */
export async function recordAuditIn(
	transaction: Transaction<Tables>,
	organisationId: string,
	entry: AuditEntry
): Promise<void> {
	const head = await transaction
		.updateTable('organisations')
		.set((held) => ({ audit_sequence: held.ref('audit_sequence') }))
		.where('id', '=', organisationId)
		.returning(['audit_sequence as sequence', 'audit_hash as hash'])
		.executeTakeFirstOrThrow();
	const next = await appendAudit(transaction, organisationId, { head, entry });
	await transaction
		.updateTable('organisations')
		.set({ audit_sequence: next.sequence, audit_hash: next.hash })
		.where('id', '=', organisationId)
		.execute();
}

export type AuditVerdict =
	| { readonly isIntact: true; readonly rows: number }
	| { readonly isIntact: false; readonly rows: number; readonly brokenAt: number };

/** Walks the chain to its head: a changed, dropped, swapped, inserted or cut row breaks it at its place. */
export async function verifyAudit(
	database: Database,
	organisationId: string
): Promise<AuditVerdict> {
	// One snapshot: rows that are appended meanwhile are no part of it.
	return database
		.transaction()
		.setIsolationLevel('repeatable read')
		.setAccessMode('read only')
		.execute((snapshot) => walkAudit(snapshot, organisationId));
}

async function walkAudit(
	snapshot: Transaction<Tables>,
	organisationId: string
): Promise<AuditVerdict> {
	const end = await snapshot
		.selectFrom('organisations')
		.select(['audit_sequence as sequence', 'audit_hash as hash'])
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	let head = emptyAudit;
	for (;;) {
		const rows = await snapshot
			.selectFrom('audit')
			.selectAll()
			.where('organisation_id', '=', organisationId)
			.where('sequence', '>', head.sequence)
			.orderBy('sequence')
			.limit(1000)
			.execute();
		for (const { hash, ...row } of rows) {
			if (row.sequence !== head.sequence + 1 || hash !== chainHash(head.hash, row)) {
				return { isIntact: false, rows: head.sequence, brokenAt: head.sequence + 1 };
			}
			head = { sequence: row.sequence, hash };
		}
		if (rows.length === 0) break;
	}
	return head.sequence === end.sequence && head.hash === end.hash
		? { isIntact: true, rows: head.sequence }
		: { isIntact: false, rows: head.sequence, brokenAt: Math.min(head.sequence, end.sequence) + 1 };
}

function chainHash(previous: string, row: Omit<Tables['audit'], 'hash'>): string {
	return sha256(previous + canonicalJson(row));
}
