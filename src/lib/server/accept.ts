/**
 * What becomes of a push (Y2): the acceptance as PROTOCOL.md numbers it, section 3. One transaction for a batch, an
 * outcome for each change, and under each change id a receipt written with its effect.
 */
import type { Transaction } from 'kysely';
import type { Outcome, PushAnswer } from '../core/change';
import { decideBatch } from './accept/batch';
import { loadState } from './accept/load';
import { readPush, type IncomingChange, type IncomingPush } from './accept/read';
import { loadReceipts, writeReceipts } from './accept/receipts';
import type { BatchState, Receipt } from './accept/state';
import { summarise } from './accept/summary';
import { writeState } from './accept/write';
import { appendAudit, type AuditHead } from './audit';
import type { Database } from './database';
import { writeMails } from './mail/causes';
import { requireOrganisation, type Session } from './session';
import type { Tables } from './tables';
import { transact } from './transact';

type Sql = Transaction<Tables>;

/**
 * @param body of `POST /api/push`, parsed but not checked
 * @param nowMs the server's clock
 * @throws {Refusal} `malformed`, `too_large`, `client_too_old`, `other_organisation`: nothing is stored then
 */
export async function acceptPush(
	database: Database,
	session: Session,
	{ body, nowMs }: { body: unknown; nowMs: number }
): Promise<PushAnswer> {
	const push = readPush(body); // 3.1
	requireOrganisation(session, push.organisationId);
	const at = new Date(nowMs).toISOString();
	return transact(database, (sql) => acceptBatch(sql, session, { push, at }));
}

async function acceptBatch(
	sql: Sql,
	session: Session,
	{ push, at }: { push: IncomingPush; at: string }
): Promise<PushAnswer> {
	const organisation = await lockOrganisation(sql, session.organisationId); // 3.2
	const { version, epoch } = organisation;
	if (push.epoch !== null && push.epoch !== epoch) return { epoch, outcomes: [] };
	const receipts = await loadReceipts(sql, session.organisationId, push.changes); // 3.3
	const fresh = push.changes.filter(({ changeId }) => !receipts.has(changeId));
	const changes = fresh.flatMap(({ change }) => change ?? []);
	const state = await loadState(sql, session, { at, version, receipts, changes });
	const before = { users: new Map(state.users), exams: new Map(state.exams) };
	const outcomes = decideBatch(push.changes, state); // 3.4–3.10
	const made = receiptsMade(fresh, state);
	if (made.size === 0) return { epoch, outcomes };
	await nameAccounts(sql, [...made.values()]);
	await writeState(sql, session, { before, after: state }); // 3.11
	await writeMails(sql, session.organisationId, { before: before.users, after: state });
	await writeReceipts(sql, session, { receipts: made, deviceId: push.deviceId, at });
	const applied = fresh.filter(({ changeId }) => isApplied(made.get(changeId)?.outcome));
	let head = organisation.head;
	if (applied.length > 0) {
		const detail = summarise(push, { applied, refused: made.size - applied.length });
		const entry = { at, accountId: session.accountId, kind: 'push' as const, detail };
		head = await appendAudit(sql, session.organisationId, { head, entry });
	}
	await raiseVersion(sql, session.organisationId, { version: state.version, head }); // 3.12
	return { epoch, outcomes };
}

/** All who write for an organisation queue at its row, so what is read after it stays true until the commit (Y3). */
async function lockOrganisation(
	sql: Sql,
	organisationId: string
): Promise<{ version: number; epoch: string; head: AuditHead }> {
	const row = await sql
		.updateTable('organisations')
		.set((row) => ({ version: row.ref('version') }))
		.where('id', '=', organisationId)
		.returning(['version', 'epoch', 'audit_sequence', 'audit_hash'])
		.executeTakeFirstOrThrow();
	const head = { sequence: row.audit_sequence, hash: row.audit_hash };
	return { version: row.version, epoch: row.epoch, head };
}

async function raiseVersion(
	sql: Sql,
	organisationId: string,
	{ version, head }: { version: number; head: AuditHead }
): Promise<void> {
	await sql
		.updateTable('organisations')
		.set({ version, audit_sequence: head.sequence, audit_hash: head.hash })
		.where('id', '=', organisationId)
		.execute();
}

function receiptsMade(
	fresh: readonly IncomingChange[],
	{ receipts }: BatchState
): Map<string, Receipt> {
	return new Map(
		fresh.flatMap(({ changeId }) => {
			const receipt = receipts.get(changeId);
			return receipt ? [[changeId, receipt] as const] : [];
		})
	);
}

const isApplied = (outcome: Outcome | undefined): boolean => outcome?.outcome === 'applied';

/** Conflicts say who by name; the rows hold account ids. */
async function nameAccounts(sql: Sql, receipts: readonly Receipt[]): Promise<void> {
	const conflicts = receipts.flatMap(({ outcome }) =>
		outcome.outcome === 'conflict' ? [outcome] : []
	);
	if (conflicts.length === 0) return;
	const rows = await sql
		.selectFrom('accounts')
		.select(['id', 'name'])
		.where('id', 'in', [...new Set(conflicts.map(({ changedBy }) => changedBy))])
		.execute();
	const names = new Map(rows.map(({ id, name }) => [id, name]));
	for (const conflict of conflicts) conflict.changedBy = names.get(conflict.changedBy) ?? '';
}
