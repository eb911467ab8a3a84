/**
 * The report of a saved upload (V8): every user whom it created, changed or deleted, with each value before and after, and
 * where that is by now. Lines of the file are not kept with what was saved. Formula-safe (V6), and without passwords (W5).
 */
import type { UserChange } from '../core/change';
import type { User } from '../core/records';
import { defuse, writeCsv } from '../files/write';
import { actionText, fieldText } from '../i18n/field-text';
import { m } from '../i18n/paraglide/messages';
import { changesOfUpload } from '../storage/upload-changes';
import type { KnownChange } from '../storage/user-changes';
import { findById, readUser } from '../storage/users';
import { refreshIndex, type Context } from './context';
import type { Requests } from './protocol';
import { changesOf } from './user-timeline';

const header = ['Action', 'Username', 'Name', 'Changes', 'State'];
/** Lines put into one string; the report of a million users grows as parts of a Blob. */
const linesAtOnce = 5000;

const stateTexts: Readonly<Record<KnownChange['state'], () => string>> = {
	waiting: m.state_saved,
	accepted: m.state_accepted,
	refused: m.timeline_refused
};

export async function uploadReport(
	context: Context,
	{ uploadId }: Requests['uploadReport']['ask']
): Promise<Blob | null> {
	await refreshIndex(context);
	const parts: string[] = [writeCsv(header, [])];
	let lines: string[][] = [];
	for await (const known of changesOfUpload(context.db, uploadId)) {
		lines.push(await lineOf(context, known));
		if (lines.length < linesAtOnce) continue;
		parts.push(writeCsv(null, lines));
		lines = [];
	}
	if (parts.length === 1 && lines.length === 0) return null;
	parts.push(writeCsv(null, lines));
	return new Blob(['\uFEFF', ...parts], { type: 'text/csv;charset=utf-8' });
}

async function lineOf(context: Context, { change, state }: KnownChange): Promise<string[]> {
	const stored = await storedUser(context, change.id);
	const person = { ...stored, ...change.before.user, ...change.set.user };
	return [
		change.op === 'restore' ? m.timeline_restored() : actionText(change.op),
		person.username ?? '',
		nameOf(person),
		changesText(change),
		stateTexts[state]()
	].map(defuse);
}

/** As it is by now: a change names the fields alone that it set. Pages that were read lately are at hand. */
async function storedUser({ index, cache }: Context, id: string): Promise<User | undefined> {
	for (const ordinal of findById(index, id)) {
		const user = await readUser(cache, ordinal);
		if (user?.id === id) return user;
	}
	return undefined;
}

interface Named {
	readonly firstName?: string | undefined;
	readonly lastName?: string | undefined;
}

function nameOf({ firstName = '', lastName = '' }: Named): string {
	return `${firstName} ${lastName}`.trim();
}

function changesText(change: UserChange): string {
	const isWhole = change.op !== 'update';
	const values = isWhole ? [] : changesOf(change);
	return [
		...values.map(({ field, from, to }) =>
			field === 'exam' ? `${m.history_exam()}: ${to}` : `${fieldText(field)}: ${from} → ${to}`
		),
		...(change.set.user.photo === undefined ? [] : [m.undo_field_photo()]),
		...(change.password === null ? [] : [fieldText('password')])
	].join('; ');
}
