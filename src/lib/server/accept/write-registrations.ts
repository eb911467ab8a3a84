import type { Transaction } from 'kysely';
import type { User } from '../../core/records';
import { writeRows } from '../many-rows';
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
	const overwrite = {
		key: ['organisation_id', 'user_id', 'exam_id'],
		set: ['role', 'eligible', 'venue', 'booking_status']
	} as const;
	// A user in many exams brings many rows: SQLite bounds the values of one statement.
	for (let start = 0; start < rows.length; start += 1000) {
		await writeRows(sql, 'registrations', { rows: rows.slice(start, start + 1000), overwrite });
	}
}
