/** V7: a save is all there or not at all, whatever fails and whenever; what was read can be saved again. */
import { describe, expect, test } from 'vitest';
import type { UserChange } from '../../src/lib/core/change';
import type { OpenDraft } from '../../src/lib/worker/open-draft';
import { resumeDraft } from '../../src/lib/worker/recheck';
import { createDevice, fixture, fileOf, read, save, secondTab, type Device } from '../device';
import { dropEnvelopes } from '../../src/lib/storage/envelopes';
import { dump } from '../dump';
import { withFault, type Fault } from './failing-writes';

const settings = {
	uploadType: 'add_and_update',
	existingDetails: 'override',
	existingPassword: 'update',
	allowDeletes: 'yes'
} as const;

/** Creates, updates, a swap, a delete, rows left out, passwords of the file and made ones wait to be saved. */
async function readyToSave(): Promise<{ device: Device; open: OpenDraft }> {
	const device = await createDevice();
	await save(device, await read(device, fixture('policy-base.csv')));
	return { device, open: await read(device, fixture('policy-update.csv'), settings) };
}

async function resumed(device: Device, draftId: string): Promise<OpenDraft> {
	const draft = await device.context.db.drafts.get(draftId);
	if (!draft) throw new Error('the draft is gone');
	return resumeDraft(device.context, draft);
}

async function expectSaved(device: Device): Promise<void> {
	const { db } = device.context;
	const uploads = await db.uploads.toArray();
	expect(uploads.map(({ changes }) => changes)).toContainEqual({ create: 6, update: 9, delete: 1 });
	const users = (await db.userPages.toArray()).flatMap((page) => page.users);
	expect(users.filter(({ deletedAt }) => deletedAt === null)).toHaveLength(35);
	const changes = (await db.changePages.toArray()).flatMap((page) => page.changes);
	const ids = changes.map((change) => change?.changeId);
	expect(new Set(ids).size).toBe(1 + 30 + 16);
	const sequence = changes.map((change) => change?.deviceSequence ?? 0).sort((a, b) => a - b);
	expect(sequence).toEqual(Array.from({ length: 47 }, (_, n) => n + 1));
	const drafts = await db.drafts.toArray();
	expect(drafts.map(({ rows, isLeftOver }) => [rows, isLeftOver])).toEqual([[11, true]]);
	const envelopes = new Set((await db.envelopes.toArray()).map(({ sha256 }) => sha256));
	const needed = changes.flatMap((change) => (change as UserChange).password?.envelope ?? []);
	expect(needed.filter((sha256) => !envelopes.has(sha256))).toEqual([]);
	expect(envelopes.size).toBe(new Set(needed).size);
}

describe('one write of a save fails', () => {
	test.each<Fault>(['full', 'abort'])(
		'%s: nothing is saved, for each of its writes; then the same draft is saved',
		async (fault) => {
			const { device, open } = await readyToSave();
			const before = await dump(device);
			let failing = 1;
			for (; ; failing += 1) {
				const { writes, error } = await withFault(failing, fault, () => save(device, open));
				if (writes < failing) break;
				expect(error, `write ${failing}`).toBeInstanceOf(Error);
				expect(await dump(device), `write ${failing}`).toEqual(before);
			}
			// Envelope, users, hashes, left-out page and draft, envelopes, upload, counts.
			expect(failing).toBeGreaterThan(12);
			await expectSaved(device);
		},
		20_000
	);

	test('a full disk is told as such', async () => {
		const { device, open } = await readyToSave();
		const { error } = await withFault(5, 'full', () => save(device, open));
		expect((error as Error).name).toBe('QuotaExceededError');
	});

	test('the draft is as usable after a reload', async () => {
		const { device, open } = await readyToSave();
		await withFault(6, 'abort', () => save(device, open));
		const again = await secondTab(device);
		const draft = await resumed(again, open.draft.id);
		expect(draft.summary.actions).toEqual(open.summary.actions);
		await save(again, draft);
		await expectSaved(again);
	});
});

describe('a save is cut off', () => {
	test('at any of its writes: after the next start all of it is there or none', async () => {
		const ends = new Set<string>();
		for (let at = 1; at <= 16; at += 3) {
			const { device, open } = await readyToSave();
			const before = await dump(device);
			await withFault(
				at,
				() => device.context.db.close(),
				() => save(device, open)
			);
			const again = await secondTab(device);
			const uploads = await again.context.db.uploads.count();
			if (uploads === 1) {
				// Envelopes made for the save stay with the draft, whose end is theirs.
				const { id } = open.draft;
				const { db } = again.context;
				const made = db.envelopes.filter(
					({ isMade, draftId }) => isMade === true && draftId === id
				);
				await dropEnvelopes(db, await made.primaryKeys());
				expect(await dump(again), `write ${at}`).toEqual(before);
				await save(again, await resumed(again, open.draft.id));
			}
			await expectSaved(again);
			ends.add(uploads === 1 ? 'nothing' : 'all');
		}
		expect(ends).toContain('nothing');
	}, 20_000);
});

describe('one write of a reading fails', () => {
	test.each<Fault>(['full', 'abort'])(
		'%s: nothing of the file stays',
		async (fault) => {
			const device = await createDevice();
			const before = await dump(device);
			const lines = Array.from(
				{ length: 2300 },
				(_, n) => `C-${n},u.${n},N,${n % 3 ? '' : `pass-${n}-word`}`
			);
			const file = fileOf(['Client ID,Username,First Name,Password', ...lines]);
			let failing = 1;
			for (; ; failing += 1) {
				const { writes, error } = await withFault(failing, fault, () => read(device, file));
				if (writes < failing) break;
				expect(error, `write ${failing}`).toBeInstanceOf(Error);
				expect(await dump(device), `write ${failing}`).toEqual(before);
			}
			// Draft, three pages, their envelopes and the bytes of these, draft.
			expect(failing).toBe(12);
			expect(await device.context.db.drafts.count()).toBe(1);
		},
		20_000
	);
});
