import { sql, type Kysely } from 'kysely';

/** Registration mails and their template (Y9). */
export async function createMails(database: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`create table mails (
			organisation_id text not null references organisations (id), id text not null,
			user_id text not null, exam_id text not null, change_id text not null, upload_id text,
			told_before text not null, state text not null, created_at text not null,
			due_at text not null, attempts integer not null, reason text, detail text, sent_at text,
			decided_by text, claim text, claimed_until text, primary key (organisation_id, id))`,
		sql`create index mails_by_user on mails (organisation_id, user_id)`,
		sql`create index mails_by_state on mails (organisation_id, state, created_at, id)`,
		sql`create index mails_due on mails (state, due_at)`,
		sql`create table mail_templates (
			organisation_id text primary key references organisations (id), language text not null,
			time_zone text not null, subject text not null, body text not null,
			changed_by text not null, changed_at text not null)`
	]) {
		await statement.execute(database);
	}
}
