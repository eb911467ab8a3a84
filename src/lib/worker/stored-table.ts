/** A package of photos alone (Z4): the users of the exam stand in for the CSV, and nothing but their photos can change. */
import { fieldLabels, type FieldKey } from '../core/fields';
import { defaultSettings, type Settings } from '../core/settings';
import { defuse, writeCsv } from '../files/write';
import type { MusterDatabase } from '../storage/db';

/** What photos are matched by (Z5). */
const fields = [
	'clientId',
	'username',
	'firstName',
	'lastName',
	'email'
] as const satisfies readonly FieldKey[];

/** Null where nobody is registered in the exam. */
export async function storedTable(
	db: MusterDatabase,
	examId: string,
	name: string
): Promise<File | null> {
	const parts = [
		writeCsv(
			fields.map((field) => fieldLabels[field]),
			[]
		)
	];
	let rows = 0;
	await db.userPages.each(({ users }) => {
		const registered = users.filter(
			({ deletedAt, registrations }) => deletedAt === null && registrations[examId] !== undefined
		);
		rows += registered.length;
		parts.push(
			writeCsv(
				null,
				registered.map((user) => fields.map((field) => defuse(user[field])))
			)
		);
	});
	return rows === 0 ? null : new File(parts, name);
}

/** Rows are those stored users, each by its own username, and say nothing new of them. */
export function photosOnlySettings({ existingPhotos }: Settings): Settings {
	return {
		...defaultSettings,
		uploadType: 'update_only',
		standardiseUsernames: 'no',
		preventDuplicateEmails: 'no',
		existingPhotos
	};
}
