import type { Transaction } from 'kysely';
import type { User } from '../../core/records';
import type { RegistrationTable, Tables } from '../tables';
import { registrationRows, type Held } from './rows';

type Sql = Transaction<Tables>;

export interface ChangedUsers {
	readonly users: readonly Held<User>[];
	/** By id, as they were; none for new ones. */
	readonly before: ReadonlyMap<string, Held<User>>;
}

export async function writeRegistrations(
	sql: Sql,
	organisationId: string,
	{ users, before }: ChangedUsers
): Promise<void> {
	const rows: RegistrationTable[] = [];
	const removed = new Map<string, string[]>();
	for (const { value } of users) {
		const old = before.get(value.id)?.value.registrations ?? {};
		for (const row of registrationRows(organisationId, value)) {
			if (old[row.exam_id] !== value.registrations[row.exam_id]) rows.push(row);
		}
		for (const examId of Object.keys(old)) {
			if (value.registrations[examId]) continue;
			removed.set(examId, [...(removed.get(examId) ?? []), value.id]);
		}
	}
	for (const [examId, userIds] of removed) {
		await sql
			.deleteFrom('registrations')
			.where('organisation_id', '=', organisationId)
			.where('exam_id', '=', examId)
			.where('user_id', 'in', userIds)
			.execute();
	}
	// A user in many exams brings many rows: both engines bound the values of one statement.
	for (let start = 0; start < rows.length; start += 1000) {
		await sql
			.insertInto('registrations')
			.values(rows.slice(start, start + 1000))
			.onConflict((conflict) =>
				conflict.columns(['organisation_id', 'user_id', 'exam_id']).doUpdateSet((row) => ({
					role: row.ref('excluded.role'),
					eligible: row.ref('excluded.eligible'),
					venue: row.ref('excluded.venue'),
					booking_status: row.ref('excluded.booking_status')
				}))
			)
			.execute();
	}
}
