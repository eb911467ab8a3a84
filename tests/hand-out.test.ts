/** The hand-out sheet and new passwords through the real flow (W6, W7). */
import { describe, expect, test } from 'vitest';
import { unsettled } from '../src/lib/storage/outbox';
import { everybody } from '../src/lib/storage/list-users';
import { writeMeta } from '../src/lib/storage/meta';
import { settle } from '../src/lib/sync/settle';
import { historyOf } from '../src/lib/worker/app-state';
import { refreshIndex } from '../src/lib/worker/context';
import { recordHandOut, sheetOf } from '../src/lib/worker/hand-out';
import { countChosen, makeNewPasswords } from '../src/lib/worker/new-passwords';
import type { ChosenUsers, HandOutSheet } from '../src/lib/worker/protocol';
import { createDevice, fileOf, madeTexts, read, save, secondTab, type Device } from './device';
import { textsOnDevice } from './dump';
import type { Outcome, UserChange } from '../src/lib/core/change';
import { takeWritten } from '../src/lib/storage/users';

const head = 'Client ID,Username,First Name,Last Name,Venue,Password';
const rows = [
	'C-1,ada,Ada,Byron,Melbourne,',
	'C-2,bo,Bo,Chan,,',
	'C-3,cy,Cy,Diaz,Harbour Hall,',
	'C-4,di,Di,Eze,Melbourne,',
	'C-5,own,Own,Word,Melbourne,Granite-otter-71-pier'
];

async function saved(): Promise<{ device: Device; uploadId: string }> {
	const device = await createDevice();
	const { uploadId } = await save(device, await read(device, fileOf([head, ...rows])));
	return { device, uploadId };
}

async function sheet({ context }: Device, uploadId: string): Promise<HandOutSheet> {
	const found = await sheetOf(context, { uploadId });
	if (!found) throw new Error('there is no sheet');
	return found;
}

/** 'venue: username …' for each group. */
function outline({ groups }: HandOutSheet): string[] {
	return groups.map(
		({ venue, users }) => `${venue}: ${users.map(({ username }) => username).join(' ')}`
	);
}

async function usersOf({ context }: Device) {
	const pages = await context.db.userPages.toArray();
	const users = pages.flatMap((page) => page.users);
	return new Map(users.map((user) => [user.username, user]));
}

async function idsOf(device: Device, ...names: string[]): Promise<string[]> {
	const users = await usersOf(device);
	return names.map((name) => users.get(name)?.id ?? name);
}

async function waiting({ context }: Device): Promise<UserChange[]> {
	const found: UserChange[] = [];
	for await (const { change } of unsettled(context.db)) {
		if (change.kind === 'user') found.push(change);
	}
	return found;
}

/** The server's answers to what waits, one for each user's name. */
async function answer({ context }: Device, outcomeOf: (change: UserChange) => Outcome | null) {
	const { db } = context;
	const pages = await db.changePages.toArray();
	const all = pages.flatMap((page) =>
		page.changes.flatMap((change) =>
			change?.kind === 'user'
				? [{ change, page: page.first, json: '', bytes: 0, outcome: outcomeOf(change) }]
				: []
		)
	);
	const entries = all.filter(({ outcome }) => outcome !== null);
	await refreshIndex(context);
	const settled = await settle({
		db,
		index: context.index,
		batch: { entries, envelopes: [] },
		outcomes: entries.map(({ outcome }) => outcome as Outcome),
		at: '2026-05-04T10:00:00Z'
	});
	takeWritten(context.index, settled.written);
}

const applied = ({ changeId }: UserChange): Outcome => ({
	changeId,
	outcome: 'applied',
	version: 1,
	isMerged: false
});

async function made(device: Device, uploadId: string) {
	const uploads = await historyOf(device.context);
	return uploads.find(({ id }) => id === uploadId)?.made ?? null;
}

function chosen(userIds: readonly string[]): ChosenUsers {
	return { userIds, examId: null };
}

const plain = { form: 'characters', forcesChange: false, typed: null } as const;

describe('W6 the hand-out sheet', () => {
	test('W6 groups those who got a made password by venue, those without one last', async () => {
		const { device, uploadId } = await saved();
		const found = await sheet(device, uploadId);
		expect(outline(found)).toEqual(['Harbour Hall: cy', 'Melbourne: ada di', ': bo']);
		expect(found.examName).toBe('Test exam');
	});

	test('W6 holds the password that was sealed for each', async () => {
		const { device, uploadId } = await saved();
		const users = (await sheet(device, uploadId)).groups.flatMap((group) => group.users);
		const [ada, bo, cy, di] = await idsOf(device, 'ada', 'bo', 'cy', 'di');
		const texts = madeTexts(device);
		const expected = new Map([ada, bo, cy, di].map((id, at) => [id, texts[at]]));
		expect(users).toHaveLength(4);
		for (const { userId, password } of users) expect(password).toBe(expected.get(userId));
	});

	test('W6 says who is not on the server yet', async () => {
		const { device, uploadId } = await saved();
		const [ada, bo] = await idsOf(device, 'ada', 'bo');
		await answer(device, (change) =>
			change.id === ada || change.id === bo ? applied(change) : null
		);
		const users = (await sheet(device, uploadId)).groups.flatMap((group) => group.users);
		expect(users.filter(({ isOnServer }) => isOnServer).map(({ username }) => username)).toEqual([
			'ada',
			'bo'
		]);
	});

	test('W6 is gone for another tab and after a reload', async () => {
		const { device, uploadId } = await saved();
		const again = await secondTab(device);
		expect(await sheetOf(again.context, { uploadId })).toBeNull();
		expect(await made(again, uploadId)).toMatchObject({ users: 4, open: 4, hasSheet: false });
	});

	test('W6 passwords stand in no table, before and after printing', async () => {
		const { device, uploadId } = await saved();
		const userIds = await idsOf(device, 'ada', 'bo', 'cy', 'di');
		await recordHandOut(device.context, { uploadId, userIds });
		expect(await textsOnDevice(device, madeTexts(device))).toEqual([]);
		// The search finds what is there.
		expect(await textsOnDevice(device, ['Harbour Hall'])).toEqual(['Harbour Hall']);
	});

	test('W6 printing is written to the history, for those who were on the paper', async () => {
		const { device, uploadId } = await saved();
		expect(await made(device, uploadId)).toEqual({
			users: 4,
			open: 4,
			handedOutAt: null,
			hasSheet: true
		});
		await recordHandOut(device.context, { uploadId, userIds: await idsOf(device, 'ada', 'di') });
		const after = await made(device, uploadId);
		expect(after).toMatchObject({ users: 4, open: 2, hasSheet: true });
		expect(Date.parse(after?.handedOutAt ?? '')).toBeGreaterThan(Date.parse('2026-01-01'));
	});

	test('W6 an earlier upload keeps its sheet when another is saved', async () => {
		const { device, uploadId } = await saved();
		const next = await save(device, await read(device, fileOf([head, 'C-9,zoe,Zoe,Zed,,'])));
		expect(outline(await sheet(device, uploadId))).toHaveLength(3);
		expect(outline(await sheet(device, next.uploadId))).toEqual([': zoe']);
	});

	test('W6 leaves out who was deleted, or got another password from a file', async () => {
		const { device, uploadId } = await saved();
		const lines = ['Username,Password,Deleted', 'ada,Copper-finch-29-dune,', 'cy,,yes', 'di,,'];
		const settings = {
			uploadType: 'update_only',
			existingPassword: 'update',
			allowDeletes: 'yes'
		} as const;
		await save(device, await read(device, fileOf(lines), settings));
		expect(outline(await sheet(device, uploadId))).toEqual(['Melbourne: di', ': bo']);
		expect(await made(device, uploadId)).toMatchObject({ users: 4, open: 2 });
	});
});

describe('W7 new passwords', () => {
	test('W7 makes a sealed change for each, and a sheet of its own', async () => {
		const { device, uploadId } = await saved();
		const before = (await waiting(device)).length;
		const [ada, own] = await idsOf(device, 'ada', 'own');
		const who = chosen([ada ?? '', own ?? '']);
		const receipt = await makeNewPasswords(device.context, { who, ...plain });
		const changes = (await waiting(device)).slice(before);
		expect(changes.map(({ id, op, password }) => [id, op, password?.slot])).toEqual([
			[ada, 'update', 0],
			[own, 'update', 1]
		]);
		expect(receipt).toMatchObject({ kind: 'passwords', onSheet: 2, changes: { update: 2 } });
		expect(outline(await sheet(device, receipt.uploadId))).toEqual(['Melbourne: ada own']);
		// What the new one replaced is on no paper any more.
		expect(outline(await sheet(device, uploadId))).toEqual([
			'Harbour Hall: cy',
			'Melbourne: di',
			': bo'
		]);
		expect(await made(device, uploadId)).toMatchObject({ users: 4, open: 3 });
		expect(await made(device, receipt.uploadId)).toMatchObject({ users: 2, open: 2 });
	});

	test('W7 the envelope waits for its changes, and no password is at rest', async () => {
		const { device } = await saved();
		const { uploadId } = await makeNewPasswords(device.context, {
			who: chosen(await idsOf(device, 'ada', 'bo')),
			...plain
		});
		const sealed = (await waiting(device)).filter((change) => change.uploadId === uploadId);
		const sha256 = sealed[0]?.password?.envelope ?? '';
		expect(await device.context.db.envelopes.get(sha256)).toMatchObject({ uses: 2, draftId: '' });
		expect((await device.context.db.sealed.get(sha256))?.bytes.length).toBeGreaterThan(2 * 64);
		expect(await textsOnDevice(device, madeTexts(device))).toEqual([]);
	});

	test('W7 the changes follow those that wait, and count as unsent', async () => {
		const { device } = await saved();
		const first = (await waiting(device)).find(({ set }) => set.user.username === 'ada');
		await makeNewPasswords(device.context, { who: chosen(await idsOf(device, 'ada')), ...plain });
		const last = (await waiting(device)).at(-1);
		expect(last?.previousChangeId).toBe(first?.changeId);
		expect(last?.deviceSequence).toBe((await waiting(device)).length + 1);
		expect((await device.context.db.meta.get('unsent'))?.value).toBe(6);
	});

	test.each([
		[false, {}, false],
		[true, { mustChangePassword: true }, true]
	])('W7 asking for another password (%j) sets %j', async (forcesChange, set, mustChange) => {
		const { device } = await saved();
		const who = chosen(await idsOf(device, 'ada'));
		await makeNewPasswords(device.context, { who, ...plain, forcesChange });
		expect((await waiting(device)).at(-1)?.set.user).toEqual(set);
		expect((await usersOf(device)).get('ada')?.mustChangePassword).toBe(mustChange);
	});

	test('W7 of an upload: first those who wait for theirs, or all', async () => {
		const { device, uploadId } = await saved();
		const names = async (isOpenOnly: boolean) =>
			(await countChosen(device.context, { who: { uploadId, isOpenOnly } })).names;
		await recordHandOut(device.context, { uploadId, userIds: await idsOf(device, 'ada', 'bo') });
		expect(await names(true)).toEqual(['Cy Diaz', 'Di Eze']);
		expect(await names(false)).toEqual(['Ada Byron', 'Bo Chan', 'Cy Diaz']);
		const receipt = await makeNewPasswords(device.context, {
			who: { uploadId, isOpenOnly: true },
			...plain
		});
		expect(receipt.onSheet).toBe(2);
		expect(await made(device, uploadId)).toMatchObject({ open: 0 });
	});

	test('W7 of a venue, without those who were unticked', async () => {
		const { device } = await saved();
		const { examId } = device;
		const query = { ...everybody, venue: 'Melbourne' };
		const without = await idsOf(device, 'di');
		const answered = await countChosen(device.context, { who: { query, examId, without } });
		expect(answered).toEqual({ users: 2, names: ['Ada Byron', 'Own Word'], mustType: false });
	});

	test('W7 above 50 the number is typed', async () => {
		const device = await createDevice();
		const lines = Array.from({ length: 51 }, (_, n) => `C-${n},user${n},N,,,`);
		await save(device, await read(device, fileOf([head, ...lines])));
		const who = { query: everybody, examId: device.examId, without: [] };
		expect(await countChosen(device.context, { who })).toMatchObject({ users: 51, mustType: true });
		const before = await waiting(device);
		for (const typed of [null, 50, 510]) {
			await expect(
				makeNewPasswords(device.context, { who, ...plain, typed })
			).rejects.toMatchObject({ code: 'count_not_typed', params: { count: 51 } });
		}
		expect(await waiting(device)).toEqual(before);
		const receipt = await makeNewPasswords(device.context, { who, ...plain, typed: 51 });
		expect(receipt.onSheet).toBe(51);
	});

	test.each(['uploader', 'viewer'] as const)('W7 X2 is not for the role %s', async (role) => {
		const { device } = await saved();
		await writeMeta(device.context.db, 'account', {
			id: 'a',
			name: 'A',
			email: 'a@b.example',
			role,
			organisation: { id: 'o', name: 'O' }
		});
		const who = chosen(await idsOf(device, 'ada'));
		await expect(makeNewPasswords(device.context, { who, ...plain })).rejects.toMatchObject({
			code: 'not_allowed'
		});
	});

	test('W7 nothing is made of the deleted, nor without the server’s key', async () => {
		const { device } = await saved();
		const lines = ['Username,Deleted', 'ada,yes'];
		const settings = { uploadType: 'update_only', allowDeletes: 'yes' } as const;
		const who = chosen(await idsOf(device, 'ada'));
		await save(device, await read(device, fileOf(lines), settings));
		await expect(makeNewPasswords(device.context, { who, ...plain })).rejects.toMatchObject({
			code: 'nothing_to_save'
		});
		device.context.sealingKey = null;
		const bo = chosen(await idsOf(device, 'bo'));
		await expect(makeNewPasswords(device.context, { who: bo, ...plain })).rejects.toMatchObject({
			code: 'sealing_key_missing'
		});
	});

	test('W7 a password that came back is not on the server', async () => {
		const { device } = await saved();
		await answer(device, applied);
		const receipt = await makeNewPasswords(device.context, {
			who: chosen(await idsOf(device, 'ada', 'bo')),
			...plain
		});
		const [ada] = await idsOf(device, 'ada');
		await answer(device, (change) =>
			change.id === ada
				? {
						changeId: change.changeId,
						outcome: 'rejected',
						code: 'not_allowed',
						field: null,
						storedId: null
					}
				: applied(change)
		);
		const users = (await sheet(device, receipt.uploadId)).groups.flatMap((group) => group.users);
		expect(users.map(({ username, isOnServer }) => [username, isOnServer])).toEqual([
			['ada', false],
			['bo', true]
		]);
	});

	test('W7 five words, where that is chosen', async () => {
		const { device } = await saved();
		const who = chosen(await idsOf(device, 'ada', 'bo', 'cy', 'di', 'own'));
		const { uploadId } = await makeNewPasswords(device.context, { who, ...plain, form: 'words' });
		const users = (await sheet(device, uploadId)).groups.flatMap((group) => group.users);
		expect(users.map(({ password }) => password.split('-').length)).toEqual([5, 5, 5, 5, 5]);
	});
});

describe('W2 an upload that does not say so leaves passwords alone', () => {
	const settings = [
		{ uploadType: 'add_and_update', existingDetails: 'override' },
		{ uploadType: 'update_only', existingDetails: 'fill_missing', blankCells: 'clear' },
		{ uploadType: 'add_and_update', forcePasswordChange: 'none' },
		{ uploadType: 'add_new' }
	] as const;

	test.each(settings)('W2 neither changed, printed nor weakened by %j', async (setting) => {
		const { device, uploadId } = await saved();
		await makeNewPasswords(device.context, {
			who: chosen(await idsOf(device, 'own')),
			...plain,
			forcesChange: true
		});
		const count = (await waiting(device)).length;
		const before = madeTexts(device);
		const lines = [
			'C-5,own,Ms,Owen,qwertz12',
			'C-1,ada,Ms,Adele,*****',
			'C-2,bo,Mr,Bo,Copper-finch-29-dune',
			'C-9,new,Mr,Newton,'
		];
		const file = fileOf(['Client ID,Username,Title,First Name,Password', ...lines]);
		await save(
			device,
			await read(device, fileOf(['Client ID,Username,First Name', 'C-8,x8,X']), {})
		);
		const open = await read(device, file, setting);
		await save(device, open);
		const stored = (await waiting(device)).slice(count).filter(({ op }) => op !== 'create');
		expect(stored.filter(({ password }) => password !== null)).toEqual([]);
		expect(stored.filter(({ set }) => 'mustChangePassword' in set.user)).toEqual([]);
		expect(madeTexts(device).slice(0, before.length)).toEqual(before);
		expect(outline(await sheet(device, uploadId))).toHaveLength(3);
		expect((await usersOf(device)).get('own')?.mustChangePassword).toBe(true);
	});
});

test('V7 a plan made before another tab saved is made again, also when the index was loaded since', async () => {
	const { device } = await saved();
	const open = await read(device, fileOf([head, 'C-9,zoe,Zoe,Zed,,']));
	device.context.open = open;
	const other = await secondTab(device);
	await save(other, await read(other, fileOf([head, 'C-9,zoe,Zoe,Zed,,'])));
	expect(await refreshIndex(device.context)).toBe(true);
	expect(await refreshIndex(device.context)).toBe(true);
});
