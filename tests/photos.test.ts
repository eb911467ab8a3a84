/** A package through the real flow, from archive to changes; only decoding needs a browser and stands in (Z4–Z8, S14). */
import { beforeEach, describe, expect, test } from 'vitest';
import { defaultSettings } from '../src/lib/core/settings';
import { readFile } from '../src/lib/worker/read-file';
import type { OpenDraft } from '../src/lib/worker/open-draft';
import { unprepared } from '../src/lib/worker/draft-photos';
import { everybody } from '../src/lib/storage/list-users';
import { usersPage } from '../src/lib/worker/users-page';
import { makeExamProctored, putPhoto, takeSuggestions } from '../src/lib/worker/photo-choices';
import { photosOfKind, photosPage } from '../src/lib/worker/photo-lists';
import { sha256Of } from '../src/lib/worker/photo-package';
import type { PhotoKind } from '../src/lib/worker/protocol';
import { recheckDraft, resumeDraft } from '../src/lib/worker/recheck';
import { holdDraft } from '../src/lib/worker/locks';
import { reportOf } from '../src/lib/worker/report';
import { reviewOf } from '../src/lib/worker/review';
import { rowFormOf } from '../src/lib/worker/row-form';
import { rowsPage } from '../src/lib/worker/rows';
import { thumbnailOf } from '../src/lib/worker/thumbnail';
import {
	createDevice,
	fixture,
	outcomes,
	read,
	save,
	secondTab,
	viewAll,
	type Device
} from './device';
import { changesOf, csv, jpegOf, packageOf, prepare } from './photo-packages';
import { writeZip, type Entry } from './zip-writer';

const sample = () => fixture('proctoring-small.zip');

const ids = async ({ context }: Device, open: OpenDraft, kind: PhotoKind) => {
	const { rows } = await photosPage(context, open, { kind, from: 0, count: 100 });
	return rows.map(({ row, photos }) => row?.username ?? photos[0]?.path);
};

let device: Device;
beforeEach(async () => {
	device = await createDevice(undefined, 'proctored');
});

describe('proctoring-small.zip', () => {
	test('R1, Z4: its CSV is read, and the archive is the file', async () => {
		const open = await read(device, sample());
		expect(open.summary.actions.create).toBe(12);
		expect([open.draft.fileName, open.draft.sizeBytes]).toEqual(['proctoring-small.zip', 225_068]);
		expect(open.draft.sha256).toMatch(/^[0-9a-f]{64}$/);
	});

	test('Z7: the lists have the counts of its README', async () => {
		const open = await read(device, sample());
		const { photos } = await reviewOf(open, device.context, false);
		expect(photos).toMatchObject({
			total: 12,
			key: 'clientId',
			leftOut: 4,
			others: [],
			counts: {
				matched: 7,
				without: 1,
				unmatched: 1,
				several: 0,
				shared: 2,
				faulty: 2,
				replaced: 0
			}
		});
		expect(await ids(device, open, 'unmatched')).toEqual(['exam/photos/MC-99999.jpg']);
	});

	test('Z6: each fault is named', async () => {
		const open = await read(device, sample());
		const { rows } = await photosPage(device.context, open, { kind: 'faulty', from: 0, count: 9 });
		expect(rows.map(({ photos }) => photos[0]?.fault).sort()).toEqual(['not_a_photo', 'too_small']);
	});

	test('Z6: a save waits for the photos it takes', async () => {
		const open = await read(device, sample());
		expect((await reviewOf(open, device.context, false)).saveHeld).toBe('photos_preparing');
		await expect(save(device, open)).rejects.toMatchObject({ code: 'photos_not_ready' });
		await prepare(device, open, sample());
		expect((await reviewOf(open, device.context, false)).saveHeld).toBeNull();
	});

	test('M1, Z8: photos are in the changes of their users, and wait to be sent once', async () => {
		const open = await read(device, sample());
		await prepare(device, open, sample());
		await save(device, open);
		const photos = (await changesOf(device)).flatMap(({ set }) => set.user.photo ?? []);
		expect([photos.length, new Set(photos.map(({ sha256 }) => sha256)).size]).toEqual([7, 7]);
		const users = (await device.context.db.userPages.toArray()).flatMap(({ users }) => users);
		expect(users.filter(({ photo }) => photo !== null)).toHaveLength(7);
		const stored = await device.context.db.photos.toArray();
		expect(stored.map(({ state }) => state)).toEqual(Array(7).fill('saved'));
		expect(await device.context.db.packages.count()).toBe(0);
	});

	test('Z6: no byte that is stored holds Exif', async () => {
		const open = await read(device, sample());
		await prepare(device, open, sample());
		const stored = await device.context.db.photos.toArray();
		const isTold = stored.map(({ bytes }) => Buffer.from(bytes ?? []).includes('Exif'));
		expect(isTold).toEqual(Array(7).fill(false));
	});

	test('M1: the same photos again change nothing', async () => {
		const first = await read(device, sample());
		await prepare(device, first, sample());
		await save(device, first);
		const settings = { uploadType: 'add_and_update', existingPhotos: 'replace' } as const;
		const again = await read(device, sample(), settings);
		expect(again.summary.actions).toMatchObject({ unchanged: 12, update: 0 });
		expect(unprepared(again)).toEqual([]);
	});

	test('V3: a row shows its photo as soon as it is prepared, and the stored one ever after', async () => {
		const open = await read(device, sample());
		const photosOf = async (draft: OpenDraft) => {
			const window = { filter: {}, from: 0, count: 20 };
			return (await rowsPage(device.context, draft, window)).rows.map(({ photo }) => photo);
		};
		expect(await photosOf(open)).toEqual(Array(12).fill(null));
		await prepare(device, open, sample());
		const shown = await photosOf(open);
		expect(shown.filter((photo) => photo !== null)).toHaveLength(7);
		const first = shown.find((photo) => photo !== null) ?? '';
		expect((await thumbnailOf(device.context.db, first))?.type).toBe('image/jpeg');
		await save(device, open);
		const again = await read(device, fixture('proctoring-small.zip'));
		expect(await photosOf(again)).toEqual(shown);
		expect(await thumbnailOf(device.context.db, 'none')).toBeNull();
	});

	test('V3: the form of a row has its photo, its place in the lists, and takes another', async () => {
		const open = await read(device, sample());
		await holdDraft(open.draft.id, { takesOver: true });
		device.context.open = open;
		device.context.file = sample();
		const photoOf = async (row: number) => (await rowFormOf(device.context, open, row)).photo;
		const rowsOf = (kind: PhotoKind) => photosOfKind(open, kind).map(({ row }) => row as number);
		const [matched = -1] = rowsOf('matched');
		const [bare = -1] = rowsOf('without');
		const [, faulty = -1] = rowsOf('faulty');
		expect(await photoOf(matched)).toMatchObject({
			isTaken: true,
			canGive: true,
			stored: null,
			photos: [{ fault: null, thumbnail: expect.any(Blob) as Blob }],
			place: { kind: 'matched', at: 0 }
		});
		expect(await photoOf(bare)).toMatchObject({ photos: [], place: { kind: 'without', at: 0 } });
		expect(await photoOf(faulty)).toMatchObject({
			isTaken: false,
			place: { kind: 'faulty', at: 1 }
		});
		const photo = photosOfKind(open, 'unmatched')[0]?.photos[0] ?? -1;
		await putPhoto(device.context, { draftId: open.draft.id, row: bare, photo });
		expect(await photoOf(bare)).toMatchObject({ isTaken: true, photos: [{ photo }] });
	});

	test('Z8: whose photo waits is told apart from where the user is', async () => {
		const open = await read(device, sample());
		await prepare(device, open, sample());
		await save(device, open);
		const ask = { filter: everybody, from: 0, count: 20 };
		const waiting = async () =>
			(await usersPage(device.context, ask)).rows.filter(({ isPhotoWaiting }) => isPhotoWaiting);
		expect(await waiting()).toHaveLength(7);
		await device.context.db.photos.toCollection().modify({ state: 'sent' });
		expect(await waiting()).toEqual([]);
	});

	test('S14: who gets none is warned of, and can be filtered', async () => {
		const open = await read(device, sample());
		const group = open.summary.problems.find(({ issue }) => issue.code === 'photo_missing');
		expect([group?.rows, group?.issue.level]).toEqual([5, 'warning']);
		const window = { filter: { problem: group?.id }, from: 0, count: 20 };
		const { rows } = await rowsPage(device.context, open, window);
		const told = rows.map(({ issues }) => issues.map(({ code }) => code));
		expect(told).toEqual(Array(5).fill(expect.arrayContaining(['photo_missing'])));
		expect(open.summary.warnings).toBeGreaterThanOrEqual(5);
	});

	test('S14: candidates without a photo can be left out', async () => {
		const open = await read(device, sample(), { candidatesWithoutPhoto: 'leave_out' });
		expect(open.summary.actions).toMatchObject({ create: 7, skip: 5 });
		const skipped = [...(await outcomes(device, open)).values()].filter(
			(each) => each !== 'create'
		);
		expect(skipped).toEqual(Array(5).fill('skip no_photo'));
	});
});

describe('photos of stored users', () => {
	const rows = ['1,ana,Ana,Ek,a@x.example', '2,ben,Ben,Ott,b@x.example'];
	const [one, two, three] = [jpegOf(1), jpegOf(2), jpegOf(3)];
	const both = () =>
		packageOf(rows, [
			{ name: '1.jpg', content: one },
			{ name: '2.jpg', content: two }
		]);
	const saveWith = async (file: File, settings: Parameters<typeof read>[2] = {}) => {
		const open = await read(device, file, settings);
		await prepare(device, open, file);
		await save(device, open);
	};
	const updates = { uploadType: 'add_and_update' } as const;

	test('S14: who has none gets one under "Keep"', async () => {
		await saveWith(packageOf(rows, [{ name: '1.jpg', content: one }]));
		const open = await read(device, both(), updates);
		expect(open.summary.actions).toMatchObject({ update: 1, unchanged: 1 });
		expect(open.summary.changes.update).toBe(1);
	});

	test('V3, V6: who gets a photo, and nothing else, is told as such on the screen and in the report', async () => {
		await saveWith(packageOf(rows, [{ name: '1.jpg', content: one }]));
		const open = await read(device, both(), updates);
		const told = await viewAll(device, open);
		expect(told.map(({ action, changes, also }) => [action, changes, also])).toEqual([
			['unchanged', [], []],
			['update', [], ['photo']]
		]);
		const report = await (await reportOf(device.context, open, 'csv')).text();
		expect(report).toContain('Update,ben,Ben Ott,New photo,');
	});

	test('S14: "Keep" keeps, "Replace" replaces, and the change says what it was', async () => {
		await saveWith(both());
		const other = () =>
			packageOf(rows, [
				{ name: '1.jpg', content: three },
				{ name: '2.jpg', content: two }
			]);
		const kept = await read(device, other(), updates);
		expect(kept.summary.actions).toMatchObject({ unchanged: 2 });
		const replaced = await read(device, other(), { ...updates, existingPhotos: 'replace' });
		expect(await ids(device, replaced, 'replaced')).toEqual(['ana']);
		await prepare(device, replaced, other());
		await save(device, replaced);
		const last = (await changesOf(device)).at(-1);
		expect(last).toMatchObject({
			op: 'update',
			before: { user: { photo: { sourceSha256: await sha256Of(one) } } },
			set: { user: { photo: { sourceSha256: await sha256Of(three) } } }
		});
		expect(Object.keys(last?.set.user ?? {})).toEqual(['photo']);
	});

	test('P4: a photo for a user of two rows is one change', async () => {
		await saveWith(packageOf(rows, []));
		const twice = packageOf([...rows, rows[0] as string], [{ name: '1.jpg', content: one }]);
		const open = await read(device, twice, updates);
		expect(open.summary.changes.update).toBe(1);
		await prepare(device, open, twice);
		await save(device, open);
		expect((await changesOf(device)).filter(({ op }) => op === 'update')).toHaveLength(1);
	});

	test('V5, Z6: a page that dies in the middle leaves what is prepared, and asks for the file', async () => {
		const many = Array.from({ length: 40 }, (_, n) => ({
			name: `${n}.jpg`,
			content: jpegOf(n)
		}));
		const people = many.map((_, n) => `${n},user${n},A,B,u${n}@x.example`);
		const file = packageOf(people, many);
		const open = await read(device, file);
		const dies = () => {
			throw new Error('killed');
		};
		await expect(prepare(device, open, file, dies)).rejects.toThrow('killed');
		const after = await secondTab(device);
		const draft = await after.context.db.drafts.get(open.draft.id);
		if (!draft) throw new Error('the draft is gone');
		const resumed = await resumeDraft(after.context, draft);
		expect(unprepared(resumed)).toHaveLength(24);
		const review = await reviewOf(resumed, after.context, false);
		expect(review.photos?.preparing).toMatchObject({ left: 24, needsFile: true });
		await prepare(after, resumed, file);
		await save(after, resumed);
		expect(await after.context.db.photos.count()).toBe(40);
	});

	test('V7: rows left out go on with their photos', async () => {
		const file = packageOf(
			[...rows, '3,root,Eve,Law,e@x.example'],
			[
				{ name: '1.jpg', content: one },
				{ name: '3.jpg', content: three }
			]
		);
		await saveWith(file);
		const [left] = await device.context.db.drafts.toArray();
		if (!left) throw new Error('no draft is left');
		const open = await recheckDraft(device.context, left);
		expect(open.photos?.standing.get(0)?.kind).toBe('matched');
	});

	test('Z2: a damaged photo is its own fault, and the rest goes on', async () => {
		const file = packageOf(rows, [
			{ name: '1.jpg', content: one, declares: { crc32: 7 } },
			{ name: '2.jpg', content: two }
		]);
		const open = await read(device, file);
		expect(await ids(device, open, 'faulty')).toEqual(['ana']);
		expect(await ids(device, open, 'matched')).toEqual(['ben']);
	});

	test('Z2: a damaged CSV stops the file, and leaves no trace', async () => {
		const lying: Entry = { name: 'users.csv', content: csv(rows), declares: { crc32: 7 } };
		const file = new File([writeZip([lying])], 'exam.zip');
		await expect(read(device, file)).rejects.toMatchObject({ code: 'file_zip_entry_broken' });
		expect(await device.context.db.drafts.count()).toBe(0);
	});
});

describe('choices by hand', () => {
	const rows = ['001,ana,Ana,Ek,a@x.example', '2,ben,Ben,Ott,b@x.example'];
	const opened = async () => {
		const file = packageOf(rows, [
			{ name: '1.jpg', content: jpegOf(1) },
			{ name: 'ben ott.jpg', content: jpegOf(2) }
		]);
		const open = await read(device, file);
		device.context.open = open;
		await holdDraft(open.draft.id, { takesOver: true });
		return open;
	};

	test('Z5: suggestions by leading zeros all at once, by name one at a time', async () => {
		const open = await opened();
		const { draft } = open;
		await takeSuggestions(device.context, { draftId: draft.id, photo: null });
		expect(await ids(device, open, 'matched')).toEqual(['ana']);
		await takeSuggestions(device.context, { draftId: draft.id, photo: 1 });
		expect(await ids(device, open, 'matched')).toEqual(['ana', 'ben']);
	});

	test('Z7: a photo is put onto a row, moved to another, and taken away', async () => {
		const open = await opened();
		const put = (row: number, photo: number | null) =>
			putPhoto(device.context, { draftId: open.draft.id, row, photo });
		await put(0, 1);
		expect(await ids(device, open, 'matched')).toEqual(['ana']);
		await put(1, 1);
		expect(await ids(device, open, 'matched')).toEqual(['ben']);
		await put(1, null);
		expect(photosOfKind(open, 'matched')).toEqual([]);
		expect((await device.context.db.packages.get(open.draft.id))?.byHand).toEqual([[1, null]]);
	});
});

describe('Z4 photos alone', () => {
	const people = [
		'1,ana,Ana,Ek,a@x.example',
		'2,Ben.O,Ben,Ott,b@x.example',
		'3,cy,Cy,Poe,c@x.example'
	];
	const photos = () =>
		new File(
			[
				writeZip([
					{ name: 'photos/1.jpg', content: jpegOf(1) },
					{ name: 'photos/2.jpg', content: jpegOf(2) },
					{ name: 'photos/9.jpg', content: jpegOf(9) }
				])
			],
			'photos.zip'
		);
	const withUsers = async () => {
		const open = await read(device, packageOf(people, []), { standardiseUsernames: 'no' });
		await save(device, open);
	};

	test('are for the stored users of the exam, whatever the settings were', async () => {
		await withUsers();
		const open = await read(device, photos(), { uploadType: 'add_all', allowDeletes: 'yes' });
		expect(open.summary.actions).toMatchObject({ update: 2, unchanged: 1, error: 0, create: 0 });
		expect(await ids(device, open, 'matched')).toEqual(['ana', 'Ben.O']);
		expect(await ids(device, open, 'without')).toEqual(['cy']);
		expect(await ids(device, open, 'unmatched')).toEqual(['photos/9.jpg']);
	});

	test('change photos and nothing else, and are not the last settings chosen', async () => {
		await withUsers();
		const before = await device.context.db.meta.get('lastSettings');
		const open = await read(device, photos());
		await prepare(device, open, photos());
		await save(device, open);
		const changes = (await changesOf(device)).slice(-2);
		const what = changes.map(({ op, set }) => [
			op,
			Object.keys(set.user),
			Object.keys(set.registrations)
		]);
		expect(what).toEqual(Array(2).fill(['update', ['photo'], []]));
		expect(await device.context.db.meta.get('lastSettings')).toEqual(before);
	});

	test('are refused where the exam has no users', async () => {
		await expect(read(device, photos())).rejects.toMatchObject({ code: 'file_zip_no_table' });
	});
});

describe('Z4 two CSVs at one depth', () => {
	const two = () => {
		const entry = (name: string, row: string) => ({ name, content: csv([row]) });
		return new File(
			[
				writeZip([
					entry('a.csv', '1,ana,Ana,Ek,a@x.example'),
					entry('b.csv', '2,ben,Ben,Ott,b@x.example')
				])
			],
			'two.zip'
		);
	};

	test('are named, each as it can be chosen', async () => {
		await expect(read(device, two())).rejects.toMatchObject({
			code: 'file_zip_two_tables',
			params: { entries: 'a.csv\nb.csv' }
		});
	});

	test('the chosen one is read', async () => {
		const open = await readFile(device.context, {
			file: two(),
			examId: device.examId,
			settings: defaultSettings,
			signal: new AbortController().signal,
			fields: () => null,
			choices: { entry: 'b.csv' },
			onFirstRows: () => Promise.resolve()
		});
		expect(await ids(device, open, 'without')).toEqual(['ben']);
	});
});

describe('M3 a package for a standard exam', () => {
	const rows = ['1,ana,Ana,Ek,a@x.example', '2,ben,Ben,Ott,b@x.example'];
	const file = () => packageOf(rows, [{ name: '1.jpg', content: jpegOf(1) }]);
	beforeEach(async () => {
		device = await createDevice();
	});

	test('is its CSV alone: nobody gets a photo, and nobody is left out for want of one', async () => {
		const open = await read(device, file(), { candidatesWithoutPhoto: 'leave_out' });
		const review = await reviewOf(open, device.context, false);
		expect(review).toMatchObject({ photos: null, photosAside: 1, saveHeld: null });
		expect(open.summary.actions).toMatchObject({ create: 2, skip: 0 });
		await save(device, open);
		expect((await changesOf(device)).map(({ set }) => set.user.photo ?? null)).toEqual([
			null,
			null
		]);
	});

	test('is taken whole once the exam is made proctored, which the server is told', async () => {
		const open = await read(device, file());
		await holdDraft(open.draft.id, { takesOver: true });
		device.context.open = open;
		const review = await makeExamProctored(device.context, { draftId: open.draft.id });
		expect(review.photosAside).toBe(0);
		expect(review.photos?.counts).toMatchObject({ matched: 1, without: 1 });
		expect(review.exam?.kind).toBe('proctored');
		const pages = await device.context.db.changePages.toArray();
		const last = pages.flatMap(({ changes }) => changes).at(-1);
		expect(last).toMatchObject({
			kind: 'exam',
			op: 'update',
			set: { kind: 'proctored' },
			before: { kind: 'standard' }
		});
	});
});

test('S14: a CSV for a proctored exam says how many candidates have no photo', async () => {
	const lines = ['1,ana,Ana,Ek,a@x.example,candidate', '2,ben,Ben,Ott,b@x.example,marker'];
	const table = ['Client ID,Username,First Name,Last Name,Email,Role', ...lines].join('\r\n');
	const open = await read(device, new File([table], 'users.csv'));
	const review = await reviewOf(open, device.context, false);
	expect([review.candidatesWithoutPhoto, review.counts.warnings]).toEqual([1, 0]);
	const group = review.problems.find(({ issue }) => issue.code === 'photo_not_yet');
	expect([group?.rows, group?.issue.level]).toEqual([1, 'note']);
	const window = { filter: { problem: group?.id }, from: 0, count: 9 };
	const { rows } = await rowsPage(device.context, open, window);
	expect(rows.map(({ username }) => username)).toEqual(['ana']);
	const standard = await createDevice();
	const other = await read(standard, new File([table], 'users.csv'));
	expect((await reviewOf(other, standard.context, false)).candidatesWithoutPhoto).toBe(0);
});
