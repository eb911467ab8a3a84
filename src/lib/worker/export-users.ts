/**
 * The users that a list shows as a CSV that loads again with no change (V10): the headers of every upload, the
 * registrations of one exam, no password. Formula-safe (V6).
 */
import { fieldLabels, writtenFields } from '../core/fields';
import type { User } from '../core/records';
import { defuse, writeCsv } from '../files/write';
import { seesContacts } from '../core/roles';
import { readUsers } from '../storage/list-users';
import { addReport } from './audit-reports';
import type { Context } from './context';
import { textNow } from './edit-user';
import { whileWriting } from './locks';
import { requireRole } from './refuse-role';
import type { Requests } from './protocol';
import { usersThatPass } from './users-page';

/** Users in words at a time; a page of the store has as many. */
const usersAtOnce = 5000;
type Field = (typeof writtenFields)[number];
const ofExam: ReadonlySet<Field> = new Set(['role', 'eligible', 'venue', 'bookingStatus']);

/** @throws Failure 'not_allowed': a viewer sees no phones and emails (X7) */
export async function exportUsers(
	context: Context,
	{ filter }: Requests['exportUsers']['ask']
): Promise<Blob> {
	await requireRole(context, seesContacts);
	// In the order of the store: each of its pages is read once.
	const ordinals = (await usersThatPass(context, filter)).sort();
	const fields = writtenFields.filter((field) => filter.examId !== null || !ofExam.has(field));
	const parts = [
		writeCsv(
			fields.map((field) => fieldLabels[field]),
			[]
		)
	];
	for (let from = 0; from < ordinals.length; from += usersAtOnce) {
		const users = await readUsers(context.db, ordinals.subarray(from, from + usersAtOnce));
		const rows = users.map(({ user }) => fields.map((field) => cellOf(user, field, filter.examId)));
		parts.push(writeCsv(null, rows));
	}
	const report = { kind: 'export', uploadId: null, count: ordinals.length } as const;
	await whileWriting(() => addReport(context, report));
	return new Blob(['\uFEFF', ...parts], { type: 'text/csv;charset=utf-8' });
}

function cellOf(user: User, field: Field, examId: string | null): string {
	if (field === 'password') return '';
	if (field === 'deleted') return user.deletedAt === null ? '0' : '1';
	return defuse(textNow(user, { examId: ofExam.has(field) ? examId : null, field }));
}
