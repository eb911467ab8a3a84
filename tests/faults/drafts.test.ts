/** V5, V7: drafts outlive a reload, meet users that changed meanwhile, and leave no trace when they go. */
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/lib/core/failure';
import { removeDraft, removeStaleDrafts } from '../../src/lib/storage/drafts';
import type { OpenDraft } from '../../src/lib/worker/open-draft';
import { columnIssues } from '../../src/lib/worker/column-issues';
import { readIntoDraft, save as saveShown } from '../../src/lib/worker/pipeline';
import { recheckDraft, resumeDraft } from '../../src/lib/worker/recheck';
import { planDraft } from '../../src/lib/worker/review';
import {
	createDevice,
	fileOf,
	fixture,
	outcomes,
	read,
	replan,
	save,
	secondTab,
	viewAll,
	type Device
} from '../device';
import { dump } from '../dump';

const update = {
	uploadType: 'add_and_update',
	existingDetails: 'override',
	existingPassword: 'update',
	allowDeletes: 'yes'
} as const;

async function resumed(device: Device, draftId: string): Promise<OpenDraft> {
	const draft = await device.context.db.drafts.get(draftId);
	if (!draft) throw new Error('the draft is gone');
	return resumeDraft(device.context, draft);
}

/** All that the screen shows of a plan. */
async function shown(device: Device, open: OpenDraft) {
	const { actions, warnings, changes, problems, fileIssues, rowsHeldBack } = open.summary;
	return {
		summary: { actions, warnings, changes, problems, fileIssues, rowsHeldBack },
		rows: await viewAll(device, open)
	};
}

/** Rows of every fate, over more than one page, with passwords. */
function manyRows(): File {
	const rows = Array.from({ length: 2500 }, (_, n) => {
		if (n % 97 === 0) return `C-${n},u.${n},N,not an email,+44 20 7946 0000,pass-${n}-quilt`;
		if (n % 89 === 0) return `C-${n},u.${n - 1},N,,,`;
		if (n % 83 === 0) return `C-${n},u.${n},N`;
		if (n % 73 === 0) return `${String(n).padStart(n % 2 ? 1 : 8, '0')},u.${n},N,,,`;
		if (n % 79 === 0) return `C-${n},u.${n},"N"x,${n}@x.example,,same-for-some`;
		return `C-${n},u.${n},N,${n}@x.example,0207946${n},${n % 7 ? '' : 'weak'}`;
	});
	return fileOf(['Client ID,Username,First Name,Email,Phone,Password', ...rows]);
}

describe('a draft after a reload', () => {
	test('V5 shows the same plan', async () => {
		const device = await createDevice();
		await save(device, await read(device, fixture('policy-base.csv')));
		const open = await read(device, fixture('policy-update.csv'), update);
		const again = await secondTab(device);
		expect(await shown(again, await resumed(again, open.draft.id))).toEqual(
			await shown(device, open)
		);
	});

	test('V5 shows the same plan of many pages', async () => {
		const device = await createDevice();
		const open = await read(device, manyRows());
		const again = await secondTab(device);
		expect(await shown(again, await resumed(again, open.draft.id))).toEqual(
			await shown(device, open)
		);
	});

	test('V5 shows the same plan when all rows are checked again', async () => {
		const device = await createDevice();
		const open = await read(device, manyRows());
		const again = await secondTab(device);
		expect(await shown(again, await recheckDraft(again.context, open.draft))).toEqual(
			await shown(device, open)
		);
	});

	test('F2 of ids that lost their zeros, too, and of the rows left out', async () => {
		const device = await createDevice();
		const rows = ['00000012', '00000013', '00000014', '15', '00000016'].map(
			(id, n) => `${id},u.${n},N,${n === 3 ? 'not an email' : ''}`
		);
		const open = await read(device, fileOf(['Client ID,Username,First Name,Email', ...rows]));
		const lost = { code: 'zeros_lost', params: { value: '15', suggestion: '00000015' } };
		expect((await viewAll(device, open))[3]?.issues[1]).toMatchObject(lost);
		const again = await secondTab(device);
		const draft = await resumed(again, open.draft.id);
		expect(await shown(again, draft)).toEqual(await shown(device, open));
		expect(draft.summary.warnings).toBe(1);
		await save(again, draft);
		const [left] = await again.context.db.drafts.toArray();
		const [row] = await viewAll(again, await resumed(again, left?.id ?? ''));
		expect(row?.issues[1]).toMatchObject(lost);
	});

	test('V5 keeps settings chosen since, once they are stored', async () => {
		const device = await createDevice();
		await save(device, await read(device, fixture('policy-base.csv')));
		const open = await read(device, fixture('policy-update.csv'));
		replan(device, open, update);
		await device.context.db.drafts.put(open.draft);
		const again = await secondTab(device);
		const draft = await resumed(again, open.draft.id);
		expect(await outcomes(again, draft)).toEqual(await outcomes(device, open));
	});

	test('is planned against users that changed meanwhile', async () => {
		const device = await createDevice();
		const open = await read(device, fixture('policy-update.csv'), update);
		const other = await secondTab(device);
		await save(other, await read(other, fixture('policy-base.csv')));
		const again = await secondTab(device);
		const draft = await resumed(again, open.draft.id);
		const fresh = await read(again, fixture('policy-update.csv'), update);
		expect(await shown(again, draft)).toEqual(await shown(again, fresh));
		expect(draft.draft.generation).toBe(again.context.index.generation);
	});

	test('is saved as it was shown', async () => {
		const device = await createDevice();
		const open = await read(device, manyRows());
		const again = await secondTab(device);
		const receipt = await save(again, await resumed(again, open.draft.id));
		expect(receipt.changes).toEqual(open.summary.changes);
		expect(receipt.leftOut).toBe(open.summary.actions.error);
	});

	test('W5, V5 asks for the file where its passwords were never sealed', async () => {
		const device = await createDevice(null);
		const rows = ['C-1,u.1,N,garden-tulip-77', 'C-2,u.2,N,'];
		const file = fileOf(['Client ID,Username,First Name,Password', ...rows], 'list.csv');
		const open = await read(device, file);
		const again = await secondTab(await createDevice());
		const reloaded = { ...(await secondTab(device)), examId: device.examId };
		reloaded.context.sealingKey = again.context.sealingKey;
		const draft = await resumed(reloaded, open.draft.id);
		await expect(save(reloaded, draft)).rejects.toMatchObject({
			code: 'file_needed',
			params: { name: 'list.csv' }
		});
		expect(await reloaded.context.db.uploads.count()).toBe(0);
	});
});

describe('rows that a save leaves out', () => {
	const rows = [
		'C-1,u.1,N,one@x.example,garden-tulip-77',
		'C-2,u.2,N,one@x.example,meadow-otter-88',
		'C-3,u.3,N,one@x.example,',
		'C-4,u.4,N,four@x.example,harbor-lentil-99'
	];
	const file = () => fileOf(['Client ID,Username,First Name,Email,Password', ...rows], 'list.csv');

	async function leftOver() {
		const device = await createDevice();
		await save(device, await read(device, file()));
		const again = await secondTab(device);
		const [draft] = await again.context.db.drafts.toArray();
		return { device: again, open: await resumed(again, draft?.id ?? '') };
	}

	test('V7 become a draft of their own, with lines, cells and reasons', async () => {
		const { device, open } = await leftOver();
		expect(open.draft).toMatchObject({ isLeftOver: true, rows: 2, fileName: 'list.csv' });
		const views = await viewAll(device, open);
		expect(views.map(({ line, username, issues }) => [line, username, issues[0]?.code])).toEqual([
			[3, 'u.2', 'email_taken'],
			[4, 'u.3', 'email_taken']
		]);
		expect(views[0]?.issues[0]?.params).toMatchObject({ username: 'u.1' });
	});

	test('V7 are saved when what was wrong is allowed, and then nothing is left', async () => {
		const { device, open } = await leftOver();
		replan(device, open, { preventDuplicateEmails: 'no' });
		expect(open.summary.actions).toMatchObject({ create: 2, error: 0 });
		await save(device, open);
		const { db } = device.context;
		expect(await db.drafts.count()).toBe(0);
		expect(await db.draftPages.count()).toBe(0);
		expect((await db.userPages.get(0))?.users).toHaveLength(4);
	});

	test('V7 keep their envelope, and discarding them keeps that of the saved', async () => {
		const { device, open } = await leftOver();
		const { db } = device.context;
		const page = await db.draftPages.get([open.draft.id, 0]);
		const kept = page?.envelopes[0] ?? '';
		expect((await db.envelopes.get(kept))?.draftId).toBe(open.draft.id);
		await removeDraft(db, open.draft.id);
		expect((await db.envelopes.get(kept))?.draftId).toBe('');
		expect(await db.draftPages.count()).toBe(0);
	});

	test('V7 discarded, they take an envelope along that nobody else needs', async () => {
		const device = await createDevice();
		const lines = ['C-1,u.1,N,a@x.example,', 'C-2,u.2,N,a@x.example,meadow-otter-88'];
		const some = fileOf(['Client ID,Username,First Name,Email,Password', ...lines]);
		await save(device, await read(device, some));
		const { db } = device.context;
		const [left] = await db.drafts.toArray();
		expect(
			await db.envelopes
				.where('draftId')
				.equals(left?.id ?? '')
				.count()
		).toBe(1);
		await removeDraft(db, left?.id ?? '');
		// What stays holds the password that was made for the first.
		expect((await db.envelopes.toArray()).map(({ isMade }) => isMade)).toEqual([true]);
	});
});

describe('drafts that go', () => {
	test('V5 a discarded draft leaves no page and no envelope', async () => {
		const device = await createDevice();
		const before = await dump(device);
		const open = await read(device, manyRows());
		expect(await device.context.db.draftPages.count()).toBe(3);
		await removeDraft(device.context.db, open.draft.id);
		expect(await dump(device)).toEqual(before);
	});

	test('a reading that was cut off is gone at the next start', async () => {
		const device = await createDevice();
		const before = await dump(device);
		const open = await read(device, manyRows());
		const { db } = device.context;
		// As it stands while the file is being read.
		await db.drafts.put({ ...open.draft, isComplete: false });
		await removeStaleDrafts(db, Date.now());
		expect(await dump(device)).toEqual(before);
	});

	test('V7 a draft goes after 30 days, and no other', async () => {
		const device = await createDevice();
		const { db } = device.context;
		const day = 24 * 3600_000;
		const now = Date.now();
		for (const age of [29, 31]) {
			const open = await read(device, fixture('users-13.csv'));
			const savedAt = new Date(now - age * day).toISOString();
			await db.drafts.put({ ...open.draft, fileName: `${age} days`, savedAt });
		}
		await removeStaleDrafts(db, now);
		expect((await db.drafts.toArray()).map(({ fileName }) => fileName)).toEqual(['29 days']);
		expect(await db.draftPages.count()).toBe(1);
	});

	test('R7 a reading that is cancelled leaves no trace', async () => {
		const device = await createDevice();
		const before = await dump(device);
		const { context, examId } = device;
		const controller = new AbortController();
		const reading = readIntoDraft(
			{ ...context, post: () => controller.abort() },
			{ file: manyRows(), examId },
			controller.signal
		);
		await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
		expect(await dump(device)).toEqual(before);
	});
});

describe('two tabs on one database', () => {
	test('a plan that is older than the users is refused, and nothing is merged', async () => {
		const one = await createDevice();
		const two = await secondTab(one);
		const first = await read(one, fixture('users-13.csv'));
		const second = await read(two, fixture('users-13.csv'));
		await save(one, first);
		const before = await dump(one);
		await expect(save(two, second)).rejects.toThrow(new Failure('draft_stale'));
		expect(await dump(one)).toEqual(before);
	});

	test('the second is told before it has tried, and shown its new plan', async () => {
		const one = await createDevice();
		const two = await secondTab(one);
		const file = fixture('users-13.csv');
		const ask = { file, examId: two.examId };
		const { draftId } = await readIntoDraft(two.context, ask, new AbortController().signal);
		await save(one, await read(one, fixture('users-13.csv')));
		const saving = saveShown(two.context, { draftId, typedDeletes: null });
		await expect(saving).rejects.toMatchObject({ code: 'draft_stale' });
		expect(two.context.open?.summary.actions).toMatchObject({ create: 0, skip: 24 });
		const again = saveShown(two.context, { draftId, typedDeletes: null });
		await expect(again).rejects.toMatchObject({ code: 'nothing_to_save' });
	});

	test('a read that follows the other tab’s save sees it', async () => {
		const one = await createDevice();
		const two = await secondTab(one);
		await save(one, await read(one, fixture('users-13.csv')));
		const open = await read(two, fixture('users-13.csv'));
		planDraft(open, two.context);
		expect(open.summary.actions).toMatchObject({ create: 0, skip: 24 });
	});
});

describe('H2 columns that are missing', () => {
	const refused = [['First Name,Last Name', 'A,B']];
	const named: readonly (readonly string[])[] = [
		['First Name,Email', 'A,a@b.example'],
		['First Name,Exam number', 'A,17'],
		['Client ID,First Name', 'C-1,A']
	];

	test.each(refused)('%s: refused, since nothing in it can tell who a row is', async (...lines) => {
		const device = await createDevice();
		await expect(read(device, fileOf(lines))).rejects.toMatchObject({
			code: 'file_no_key_column'
		});
		expect(await device.context.db.drafts.count()).toBe(0);
		expect(await device.context.db.draftPages.count()).toBe(0);
	});

	test.each(named)('%s: read, and what is missing is named once', async (...lines) => {
		const device = await createDevice();
		const open = await read(device, fileOf(lines));
		expect(columnIssues(open.draft).map(({ code }) => code)).toContain('columns_missing');
	});
});
