/** How the audit stands, for admins (X4): how long its chain is, what was written last, whether it is whole. */
import { verifyAudit, type AuditKind, type AuditVerdict } from './audit';
import type { Database } from './database';
import { requireAdmin, type Session } from './session';

const mostShown = 100;

export interface AuditLine {
	readonly sequence: number;
	readonly at: string;
	readonly kind: AuditKind;
	/** Name of the account; '' for the server itself, a user, or an account that is gone. */
	readonly by: string;
}

export interface AuditState {
	readonly rows: number;
	/** Hash of the last row: noted elsewhere, it tells whether rows were cut off since. */
	readonly hash: string;
	/** The newest first. */
	readonly last: readonly AuditLine[];
}

/** @throws {Refusal} `not_allowed` */
export async function auditState(database: Database, session: Session): Promise<AuditState> {
	requireAdmin(session);
	const { organisationId } = session;
	const head = await database
		.selectFrom('organisations')
		.select(['audit_sequence as rows', 'audit_hash as hash'])
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	const rows = await database
		.selectFrom('audit')
		.leftJoin('accounts', (join) =>
			join
				.onRef('accounts.id', '=', 'audit.account_id')
				.onRef('accounts.organisationId', '=', 'audit.organisation_id')
		)
		.select(['sequence', 'at', 'kind', 'accounts.name as by'])
		.where('organisation_id', '=', organisationId)
		.orderBy('sequence', 'desc')
		.limit(mostShown)
		.execute();
	const last = rows.map((row) => ({ ...row, kind: row.kind as AuditKind, by: row.by ?? '' }));
	return { ...head, last };
}

/** Walks the whole chain. @throws {Refusal} `not_allowed` */
export async function checkAudit(database: Database, session: Session): Promise<AuditVerdict> {
	requireAdmin(session);
	return verifyAudit(database, session.organisationId);
}
