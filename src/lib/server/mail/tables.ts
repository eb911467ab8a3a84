/** Registration mails (Y9). They hold ids only: name, address and link are put in when one is sent. */
export const mailStates = ['waiting', 'held', 'sent', 'failed', 'withdrawn'] as const;
export type MailState = (typeof mailStates)[number];

export interface MailTable {
	organisation_id: string;
	id: string;
	user_id: string;
	exam_id: string;
	/** The change that caused it, the latest where several did before it was sent. */
	change_id: string;
	upload_id: string | null;
	/** JSON of what the user had been told before the cause: back at it, there is nothing to tell. */
	told_before: string;
	state: MailState;
	created_at: string;
	/** Not sent before; later after each try that failed. */
	due_at: string;
	attempts: number;
	/** Code of why it is held, withdrawn or failed, or why the last try failed. */
	reason: string | null;
	/** What the mail server said. */
	detail: string | null;
	sent_at: string | null;
	/** The account that held, released or withdrew it last. */
	decided_by: string | null;
	/** Of the process that sends it, until the time beside it. */
	claim: string | null;
	claimed_until: string | null;
}

export interface MailTemplateTable {
	organisation_id: string;
	language: string;
	time_zone: string;
	subject: string;
	body: string;
	changed_by: string;
	changed_at: string;
}

export interface MailTables {
	mails: MailTable;
	mail_templates: MailTemplateTable;
}
