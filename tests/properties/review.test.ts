/** What the review shows is what a save stores, and what the store can take back; uploads one after another. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { undoOnUser } from '../../src/lib/core/change-values';
import type { UserChange } from '../../src/lib/core/change';
import { fieldLabels, writtenFields, type FieldKey } from '../../src/lib/core/fields';
import type { User } from '../../src/lib/core/records';
import { choices, type Settings } from '../../src/lib/core/settings';
import { writeCsv } from '../../src/lib/files/write';
import type { SealingKey } from '../../src/lib/storage/meta';
import { makeThrowawayKey } from '../../src/lib/storage/seal';
import type { RowView } from '../../src/lib/worker/protocol';
import { createDevice, read, save, viewAll, type Device } from '../device';
import { row, type Row } from '../world';

const rowOf = fc.constantFrom('a', 'b', 'c', 'd').chain((of) =>
	fc
		.record({
			username: fc.constantFrom(`u.${of}`, `u.${of}`, 'u.e'),
			clientId: fc.constantFrom(`C-${of}`, `C-${of}`, ''),
			firstName: fc.constantFrom('Name', 'Other', ''),
			title: fc.constantFrom('', 'Mr', 'Dr'),
			email: fc.constantFrom('', `${of}@x.example`, 'a@x.example', 'not an email'),
			role: fc.constantFrom('', 'candidate', 'marker'),
			eligible: fc.constantFrom('', 'no', 'yes'),
			venue: fc.constantFrom('', 'Melbourne', 'Harbour Hall'),
			bookingStatus: fc.constantFrom('', 'Booked', 'Not Booked'),
			deleted: fc.constantFrom('', '', '', 'yes')
		})
		.map((cells) => row(of, cells))
);

const settings: fc.Arbitrary<Partial<Settings>> = fc.record({
	uploadType: fc.constantFrom('add_and_update', 'add_and_update', ...choices.uploadType),
	existingDetails: fc.constantFrom('override', ...choices.existingDetails),
	forcePasswordChange: fc.constantFrom(...choices.forcePasswordChange),
	allowDeletes: fc.constantFrom(...choices.allowDeletes),
	blankCells: fc.constantFrom(...choices.blankCells),
	preventDuplicateEmails: fc.constantFrom(...choices.preventDuplicateEmails)
});

const upload = fc.record({ rows: fc.array(rowOf, { minLength: 1, maxLength: 5 }), settings });
/** Each sequence starts with nobody; what one upload stores, the next ones meet. */
const uploads = fc.array(upload, { minLength: 10, maxLength: 10 });
const sequences = 100;

function fileOf(all: readonly Row[]): File {
	const header = writtenFields.map((field) => fieldLabels[field]);
	const lines = all.map((each) => writtenFields.map((field) => each[field] ?? ''));
	return new File([writeCsv(header, lines)], 'users.csv');
}

async function usersOf({ context }: Device): Promise<Map<string, User>> {
	const users = (await context.db.userPages.toArray()).flatMap((page) => page.users);
	return new Map(users.map((user) => [user.id, user]));
}

async function changesOf({ context }: Device, uploadId: string): Promise<UserChange[]> {
	const pages = await context.db.changePages.orderBy('first').toArray();
	return pages
		.flatMap(({ changes }) => changes)
		.filter((each): each is UserChange => each?.kind === 'user' && each.uploadId === uploadId);
}

function valueOf(user: User | undefined, examId: string, field: FieldKey): string {
	const value = { ...user, ...user?.registrations[examId] }[field as 'title'] as unknown;
	if (typeof value === 'boolean') return value ? 'Yes' : 'No';
	return typeof value === 'string' ? value : '';
}

/** By user and field: the last value that the review shows for it. */
function shownChanges(views: readonly RowView[]): Map<string, Map<FieldKey, string>> {
	const shown = new Map<string, Map<FieldKey, string>>();
	for (const { met, action, changes } of views) {
		if (!met || action !== 'update') continue;
		const own = shown.get(met.userId) ?? new Map<FieldKey, string>();
		for (const { field, to } of changes) own.set(field, to);
		shown.set(met.userId, own);
	}
	return shown;
}

let sealingKey: SealingKey;
beforeAll(async () => {
	sealingKey = await makeThrowawayKey();
});

interface Around {
	readonly views: readonly RowView[];
	readonly before: ReadonlyMap<string, User>;
	readonly after: ReadonlyMap<string, User>;
}

/** Every stored user has the values shown, and no other value has moved. */
function expectShown({ views, before, after }: Around, examId: string): void {
	const shown = shownChanges(views);
	const deleted = new Set(
		views.flatMap(({ met, action }) => (met && action === 'delete' ? [met.userId] : []))
	);
	for (const [id, user] of before) {
		const becomes = after.get(id);
		expect(becomes?.deletedAt !== null).toBe(user.deletedAt !== null || deleted.has(id));
		if (deleted.has(id)) continue;
		for (const field of writtenFields) {
			const expected = shown.get(id)?.get(field) ?? valueOf(user, examId, field);
			expect(valueOf(becomes, examId, field), field).toBe(expected);
		}
	}
}

/** The changes of an upload taken back, last first: the users before, and tombstones of those it made. */
function undone(after: ReadonlyMap<string, User>, changes: readonly UserChange[]) {
	const users = new Map(after);
	for (const change of changes.toReversed()) {
		const user = users.get(change.id);
		if (user) users.set(change.id, undoOnUser(user, change, '2026-05-04T09:00:00.000Z'));
	}
	return [...users.values()].filter(({ deletedAt }) => deletedAt === null);
}

test(
	'V1, M5 the counts and values of the review are those saved, and undoing them gives the users before',
	() =>
		fc.assert(
			fc.asyncProperty(uploads, async (all) => {
				const device = await createDevice(sealingKey);
				let before = await usersOf(device);
				for (const { rows, settings: policy } of all) {
					const open = await read(device, fileOf(rows), policy);
					const { create, update, delete: deletes } = open.summary.changes;
					const counts = Object.values(open.summary.actions);
					expect(counts.reduce((sum, count) => sum + count, 0)).toBe(rows.length);
					if (create + update + deletes === 0) continue;
					const views = await viewAll(device, open);
					const { uploadId } = await save(device, open);
					const after = await usersOf(device);
					const changes = await changesOf(device, uploadId);
					const ops = (op: string) => changes.filter((change) => change.op === op).length;
					expect([ops('create'), ops('update'), ops('delete')]).toEqual([create, update, deletes]);
					expectShown({ views, before, after }, device.examId);
					const living = [...before.values()].filter(({ deletedAt }) => deletedAt === null);
					expect(undone(after, changes)).toEqual(living);
					before = after;
				}
			}),
			{ numRuns: sequences }
		),
	180_000
);
