/** What happened to one user, as this device knows it: its changes, by upload or by hand, the newest first (V10). */
import type { RegistrationsSet, UserChange } from '../core/change';
import { madeAtMs } from '../core/ids';
import { registrationFields, userFields } from '../core/records';
import { changesOfUser, type KnownChange } from '../storage/user-changes';
import type { Context } from './context';
import type { Requests, TimelineChange, TimelineEntry } from './protocol';

const mostEntries = 200;

export async function userTimeline(
	{ db }: Context,
	{ userId }: Requests['userTimeline']['ask']
): Promise<Requests['userTimeline']['answer']> {
	const known = (await changesOfUser(db, userId)).reverse().slice(0, mostEntries);
	const ids = [...new Set(known.flatMap(({ change }) => change.uploadId ?? []))];
	const found = await db.uploads.bulkGet(ids);
	const uploads = new Map(found.flatMap((upload) => (upload ? [[upload.id, upload]] : [])));
	return known.map(({ change, state }): TimelineEntry => {
		const upload = uploads.get(change.uploadId ?? '');
		return {
			changeId: change.changeId,
			op: change.op,
			at: new Date(madeAtMs(change.changeId)).toISOString(),
			by: change.uploadId === null ? 'hand' : (upload?.kind ?? 'file'),
			fileName: upload?.fileName ?? '',
			savedBy: upload?.savedBy ?? null,
			changes: change.op === 'create' ? [] : changesOf(change),
			setsPhoto: change.set.user.photo !== undefined,
			setsPassword: change.password !== null,
			state: state satisfies KnownChange['state']
		};
	});
}

/** What it set, field by field, as it is written in files. */
export function changesOf({ set, before }: UserChange): TimelineChange[] {
	const ofUser = userFields.flatMap((field) => {
		const to = set.user[field];
		return to === undefined ? [] : [{ examId: null, field, from: before.user[field] ?? '', to }];
	});
	const ofExams = Object.entries(set.registrations).flatMap(([examId, wanted]) =>
		registrationChanges(examId, wanted, before.registrations[examId] ?? null)
	);
	return [...ofUser, ...ofExams];
}

type Values = RegistrationsSet[string];

/** In or out of an exam is told by itself, not field by field. */
function registrationChanges(examId: string, wanted: Values, held: Values): TimelineChange[] {
	if (!wanted) return [{ examId, field: 'exam', from: 'Yes', to: 'No' }];
	if (!held) return [{ examId, field: 'exam', from: 'No', to: 'Yes' }];
	return registrationFields.flatMap((field) => {
		const to = wanted[field];
		return to === undefined ? [] : [{ examId, field, from: text(held[field]), to: text(to) }];
	});
}

function text(value: string | boolean | undefined): string {
	if (value === undefined) return '';
	return typeof value === 'boolean' ? (value ? 'Yes' : 'No') : value;
}
