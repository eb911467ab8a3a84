/** Rows changed by hand, through the real flow on a device in memory (V2, V3, V5, V7). */
import { describe, expect, test } from 'vitest';
import { defaultSettings, type Settings } from '../src/lib/core/settings';
import { holdDraft } from '../src/lib/worker/locks';
import { applyBulkFix, fixLines } from '../src/lib/worker/bulk-fixes';
import { addVenueOf, editCells, fixRows, redo, skipRows, undo } from '../src/lib/worker/editing';
import type { OpenDraft } from '../src/lib/worker/open-draft';
import { changeSettings, readIntoDraft, resume, save } from '../src/lib/worker/pipeline';
import type { BulkFix, Review } from '../src/lib/worker/protocol';
import { bindByHand, readAgain } from '../src/lib/worker/reread';
import { rowsPage, viewRows } from '../src/lib/worker/rows';
import { chooseValue } from '../src/lib/worker/values';
import { createDevice, fileOf, secondTab, type Device } from './device';
import { textsOnDevice } from './dump';

const { signal } = new AbortController();

interface Opened {
	readonly device: Device;
	readonly draftId: string;
	readonly review: Review;
}

async function open(lines: readonly string[], device?: Device): Promise<Opened> {
	const own = device ?? (await createDevice());
	const ask = { file: fileOf(lines), examId: own.examId };
	const review = await readIntoDraft(own.context, ask, signal);
	return { device: own, draftId: review.draftId, review };
}

function openOf({ context }: Device): OpenDraft {
	if (!context.open) throw new Error('no draft is open');
	return context.open;
}

/** By row: its action and the codes of its messages. */
async function told({ device }: Opened): Promise<string[]> {
	const draft = openOf(device);
	const rows = Array.from({ length: draft.facts.count }, (_, row) => row);
	const views = await viewRows(device.context, draft, rows);
	return views.map(({ action, issues }) => [action, ...issues.map(({ code }) => code)].join(' '));
}

function edit({ device, draftId }: Opened, row: number, place: number, text: string | null) {
	return editCells(device.context, { draftId, cells: [{ row, place, text }] });
}

function skip({ device, draftId }: Opened, ...rows: number[]) {
	return skipRows(device.context, { draftId, rows, isSkipped: true });
}

function back({ device, draftId }: Opened) {
	return undo(device.context, { draftId }, signal);
}

function again({ device, draftId }: Opened) {
	return redo(device.context, { draftId }, signal);
}

async function reload(opened: Opened): Promise<Opened> {
	const device = await secondTab(opened.device);
	const { draftId } = opened;
	return { device, draftId, review: await resume(device.context, { draftId, takeOver: true }) };
}

const header = 'Client ID,Username,First Name,Email,Role';
const small = [header, 'C-1,u.one,Ada,a@x.example,chef', 'C-2,u.two,Bo,a@x.example,'];

describe('V3 a cell that is changed', () => {
	test('is planned at once, and its neighbour says no more that it is there twice', async () => {
		const opened = await open(small);
		expect(await told(opened)).toEqual(['error role_unknown', 'create']);
		await edit(opened, 0, 4, 'marker');
		expect(await told(opened)).toEqual(['create', 'error email_taken']);
		const review = await edit(opened, 0, 3, 'b@x.example');
		expect(await told(opened)).toEqual(['create', 'create']);
		expect([review.counts.create, review.counts.error, review.edited]).toEqual([2, 0, 1]);
	});

	test('P11 a neighbour that was alone is there twice from then on', async () => {
		const opened = await open([header, 'C-1,u.one,Ada,,', 'C-2,u.two,Bo,,', 'C-3,u.three,Cy,,']);
		await edit(opened, 2, 0, 'C-1');
		expect(await told(opened)).toEqual(['create', 'create', 'error client_id_taken']);
		await edit(opened, 0, 0, 'C-9');
		expect(await told(opened)).toEqual(['create', 'create', 'create']);
	});

	test('"Restore" gives the cell as read', async () => {
		const opened = await open(small);
		await edit(opened, 0, 4, 'marker');
		const review = await edit(opened, 0, 4, null);
		expect(await told(opened)).toEqual(['error role_unknown', 'create']);
		expect([review.edited, review.undo?.kind]).toEqual([0, 'restore']);
	});

	test('R5 mends a row with too few cells', async () => {
		const opened = await open([header, 'C-1,u.one,Ada', 'C-2,u.two,Bo,,']);
		expect((await told(opened))[0]).toBe('error ragged_row');
		await edit(opened, 0, 2, 'Ada');
		expect((await told(opened))[0]).toBe('create');
		await back(opened);
		expect((await told(opened))[0]).toBe('error ragged_row');
	});

	test('is found by its new text, and in the column it stands in when that is bound again', async () => {
		const opened = await open(small);
		const { device, draftId } = opened;
		await edit(opened, 0, 2, 'Zelda');
		const filter = { search: 'zelda' };
		const ask = { filter, from: 0, count: 10 };
		const found = await rowsPage(device.context, openOf(device), ask);
		expect(found.rows.map(({ name }) => name)).toEqual(['Zelda']);
		const fields = ['clientId', 'username', 'lastName', 'email', 'role'] as const;
		await bindByHand(device.context, { draftId, fields }, signal);
		const after = await rowsPage(device.context, openOf(device), ask);
		expect(after.total).toBe(1);
	});

	test('a search finds rows as they are now, and never across two of them', async () => {
		const opened = await open([header, 'C-1,zo,ZOË,z@x.example,', 'C-2,u.two,Émile,b@x.example,']);
		const found = async (search: string) => {
			const ask = { filter: { search }, from: 0, count: 10 };
			const { rows } = await rowsPage(opened.device.context, openOf(opened.device), ask);
			return rows.map(({ row }) => row);
		};
		expect(await found('zoë')).toEqual([0]);
		expect(await found('émile')).toEqual([1]);
		// The end of one row and the beginning of the next.
		expect(await found('c-1 émile')).toEqual([]);
		expect(await found('c-1\némile')).toEqual([]);
		await edit(opened, 0, 2, 'Émilie');
		expect(await found('zoë')).toEqual([]);
		expect(await found('émil')).toEqual([0, 1]);
		await back(opened);
		expect(await found('zoë')).toEqual([0]);
		expect(await found('émil')).toEqual([1]);
	});

	test('an edit that changes nothing is no step', async () => {
		const opened = await open(small);
		const review = await skipRows(opened.device.context, {
			draftId: opened.draftId,
			rows: [1],
			isSkipped: false
		});
		expect(review.undo).toBeNull();
	});
});

describe('V3 a row that is skipped', () => {
	test('has no effect on others, and says nothing but that', async () => {
		const opened = await open(small.map((line) => line.replace(',chef', ',')));
		expect(await told(opened)).toEqual(['create', 'error email_taken']);
		const review = await skip(opened, 0);
		expect(await told(opened)).toEqual(['skip skipped_by_hand', 'create']);
		expect(review.counts.skip).toBe(1);
		await back(opened);
		expect(await told(opened)).toEqual(['create', 'error email_taken']);
	});

	test('R5 also where its cells could not be told apart', async () => {
		const opened = await open([header, 'C-1,u.one', 'C-2,u.two,Bo,,']);
		await skip(opened, 0);
		expect((await told(opened))[0]).toBe('skip skipped_by_hand');
	});

	test('P10 one that deletes is no word against one that keeps', async () => {
		const device = await createDevice();
		const columns = 'Client ID,Username,First Name,Deleted';
		const first = await open([columns, 'C-1,u.one,Ada,'], device);
		await save(device.context, { draftId: first.draftId, typedDeletes: null });
		const opened = await open([columns, 'C-1,u.one,Ada,yes', 'C-1,u.one,Ida,'], device);
		const settings: Settings = {
			...defaultSettings,
			uploadType: 'add_and_update',
			existingDetails: 'override',
			allowDeletes: 'yes'
		};
		await changeSettings(device.context, { draftId: opened.draftId, settings });
		expect(await told(opened)).toEqual(['error delete_and_keep', 'error delete_and_keep']);
		await skip(opened, 0);
		expect(await told(opened)).toEqual(['skip skipped_by_hand', 'update']);
	});
});

describe('V3 one undo stack', () => {
	test('over cells, skips, chosen values, words on rows, venues and columns', async () => {
		const opened = await open([
			`${header},Venue`,
			'C-1,u.one,Ada,a@x.example,chef,The Annexe',
			'C-2,u.two,Bo,b@x.example,,Melbourne'
		]);
		const { device, draftId } = opened;
		const states = [await told(opened)];
		const choice = { field: 'role', from: 'chef', to: 'marker' } as const;
		const fields = ['clientId', 'username', 'lastName', 'email', 'role', 'venue'] as const;
		const all = { fix: 'same_person', rows: 'all' } as const;
		const steps: (() => Promise<Review>)[] = [
			() => edit(opened, 1, 3, 'not an email'),
			() => skip(opened, 1),
			() => chooseValue(device.context, { draftId, choice }),
			() => fixRows(device.context, { draftId, fix: all, isOn: true }),
			() => addVenueOf(device.context, { draftId, name: 'The Annexe' })
		];
		const kinds: unknown[] = [];
		for (const step of steps) {
			kinds.push((await step()).undo?.kind);
			states.push(await told(opened));
		}
		expect(kinds).toEqual(['cells', 'skip', 'value', 'fix', 'venue']);
		const bound = await bindByHand(device.context, { draftId, fields }, signal);
		const inNew = { ...opened, draftId: bound.draftId };
		expect(bound.undo?.kind).toBe('columns');
		for (const state of states.toReversed()) {
			const now = await back({ ...opened, draftId: openOf(device).draft.id });
			expect(await told(inNew)).toEqual(state);
			expect(now.redo).not.toBeNull();
		}
		const exam = await device.context.db.exams.get(device.examId);
		expect(exam?.venues.map(({ name }) => name)).not.toContain('The Annexe');
		for (const state of states.slice(1)) {
			await again({ ...opened, draftId: openOf(device).draft.id });
			expect(await told(inNew)).toEqual(state);
		}
	});

	test('V5 survives a reload: what was done, and both ways from there', async () => {
		const opened = await open(small);
		await edit(opened, 0, 4, 'marker');
		await skip(opened, 1);
		await back(opened);
		const later = await reload(opened);
		expect([later.review.undo?.kind, later.review.redo?.kind]).toEqual(['cells', 'skip']);
		expect(await told(later)).toEqual(['create', 'error email_taken']);
		await again(later);
		expect(await told(later)).toEqual(['create', 'skip skipped_by_hand']);
		await back(later);
		await back(later);
		expect(await told(later)).toEqual(['error role_unknown', 'create']);
		expect((await back(later)).undo).toBeNull();
	});

	test('a new step after an undo leaves nothing to do again', async () => {
		const opened = await open(small);
		await edit(opened, 0, 4, 'marker');
		await back(opened);
		const review = await skip(opened, 1);
		expect(review.redo).toBeNull();
		expect((await again(opened)).undo?.kind).toBe('skip');
		expect(await opened.device.context.db.draftSteps.count()).toBe(1);
	});

	test('V7 a full disk leaves the rows as they were', async () => {
		const opened = await open(small);
		const { db } = opened.device.context;
		const fail = () => {
			throw new Error('full');
		};
		db.draftSteps.hook('creating', fail);
		await expect(edit(opened, 0, 4, 'marker')).rejects.toThrow();
		db.draftSteps.hook('creating').unsubscribe(fail);
		expect(await told(opened)).toEqual(['error role_unknown', 'create']);
		expect(await db.draftEdits.count()).toBe(0);
		const review = await edit(opened, 0, 4, 'marker');
		expect(review.undo?.kind).toBe('cells');
	});

	test('R2 goes on when the file is read again with the same columns', async () => {
		const opened = await open(small);
		const { device, draftId } = opened;
		await edit(opened, 0, 4, 'marker');
		await skip(opened, 1);
		const choices = { encoding: 'windows-1252' } as const;
		const review = await readAgain(device.context, { draftId, choices }, signal);
		expect(await told(opened)).toEqual(['create', 'skip skipped_by_hand']);
		await back({ ...opened, draftId: review.draftId });
		expect(await told(opened)).toEqual(['create', 'error email_taken']);
	});
});

describe('V7 saving', () => {
	test('takes the cells as they are now; rows left out keep what was changed in them', async () => {
		const opened = await open([...small, 'C-3,u.three,Cy,c@x.example,chef']);
		const { device } = opened;
		await edit(opened, 0, 4, 'marker');
		await edit(opened, 0, 3, 'new@x.example');
		await edit(opened, 2, 2, 'Cyd');
		await skip(opened, 1);
		await save(device.context, { draftId: opened.draftId, typedDeletes: null });
		const { db } = device.context;
		const users = (await db.userPages.toArray()).flatMap((page) => page.users);
		const kept = users.map(({ username, email, registrations }) => [
			username,
			email,
			registrations[device.examId]?.role
		]);
		expect(kept).toEqual([['u.one', 'new@x.example', 'marker']]);
		const left = await db.drafts.toCollection().last();
		const review = await resume(device.context, { draftId: left?.id ?? '', takeOver: true });
		expect([review.counts.rows, review.edited, review.undo]).toEqual([1, 1, null]);
		const [view] = await viewRows(device.context, openOf(device), [0]);
		expect([view?.name, view?.line]).toEqual(['Cyd', 4]);
		expect([await db.draftSteps.count(), await db.draftEdits.count()]).toEqual([0, 1]);
	});

	test('V5 a draft that is discarded leaves no edit behind', async () => {
		const opened = await open(small);
		await edit(opened, 0, 4, 'marker');
		const { db } = opened.device.context;
		await (await import('../src/lib/storage/drafts')).removeDraft(db, opened.draftId);
		expect([await db.draftSteps.count(), await db.draftEdits.count()]).toEqual([0, 0]);
	});
});

describe('W5 a password that is replaced', () => {
	const lines = [
		'Client ID,Username,First Name,Password',
		'C-1,u.one,Ada,Quarry-lantern-82',
		'C-2,u.two,Bo,Harbour-mosaic-17'
	];

	test('is sealed, judged, saved, and nowhere in clear', async () => {
		const opened = await open(lines);
		const { device, draftId } = opened;
		await edit(opened, 0, 3, 'abc');
		expect((await told(opened))[0]).toBe('create password_weak');
		const typed = 'Velvet-orchard-55';
		await edit(opened, 0, 3, typed);
		await edit(opened, 1, 3, typed);
		expect(await told(opened)).toEqual(['create password_same', 'create password_same']);
		await back(opened);
		expect(await told(opened)).toEqual(['create', 'create']);
		expect(await textsOnDevice(device, [typed, 'Quarry-lantern-82'])).toEqual([]);
		const envelope = openOf(device).edits.get(0)?.password?.envelope;
		await save(device.context, { draftId, typedDeletes: null });
		const pages = await device.context.db.changePages.toArray();
		const used = pages
			.flatMap(({ changes }) => changes)
			.flatMap((change) => (change?.kind === 'user' ? [change.password?.envelope] : []));
		expect(used[0]).toBe(envelope);
		expect(await device.context.db.sealed.get(envelope ?? '')).toBeDefined();
	});

	test('waits for the key: without one it cannot be typed', async () => {
		const opened = await open(lines, await createDevice(null));
		await expect(edit(opened, 0, 3, 'Velvet-orchard-55')).rejects.toMatchObject({
			code: 'sealing_key_missing'
		});
	});

	test('W3 is judged again beside a changed name while its text is at hand, and else says so', async () => {
		const opened = await open(lines);
		await edit(opened, 0, 3, 'Velvet-orchard-55');
		await edit(opened, 0, 2, 'Velvet');
		await edit(opened, 1, 2, 'Boris');
		expect(await told(opened)).toEqual(['create password_weak', 'create password_not_checked']);
		const later = await reload(opened);
		expect(await told(later)).toEqual(['create password_weak', 'create password_not_checked']);
		await edit(later, 0, 2, 'Ada');
		expect((await told(later))[0]).toBe('create password_weak password_not_checked');
	});
});

describe('V2 a bulk fix', () => {
	const typos = [
		header,
		'C-1,u.one,Ada,ada@gmial.com,',
		'C-2,u.two,Bo,bo@gmial.com,',
		'C-3,u.three,Cy,cy@hotmial.com,chef',
		'C-4,u.four,Di,d@x.example; e@x.example,'
	];

	function fixOf(opened: Opened, code: string, kind: 'skip' | 'clear' | 'suggestion') {
		const found = openOf(opened.device).summary.problems.find(({ issue }) => issue.code === code);
		return { kind, problem: found?.id ?? '' } satisfies BulkFix;
	}

	async function lines({ device }: Opened, fix: BulkFix) {
		const ask = { fix, from: 0, count: 100 };
		const { rows } = await fixLines(device.context, openOf(device), ask);
		return rows.map(({ line, from, to }) => [line, from, to]);
	}

	test('shows each row before and after, and does the ticked ones as one step', async () => {
		const opened = await open(typos);
		const { device, draftId } = opened;
		const fix = fixOf(opened, 'email_typo', 'suggestion');
		expect(await lines(opened, fix)).toEqual([
			[2, 'ada@gmial.com', 'ada@gmail.com'],
			[3, 'bo@gmial.com', 'bo@gmail.com']
		]);
		const review = await applyBulkFix(device.context, { draftId, fix, without: [1] });
		expect(review.undo).toMatchObject({ kind: 'replace', rows: 1, column: 'Email' });
		expect((await told(opened)).slice(0, 2)).toEqual(['create', 'create email_typo']);
		await back(opened);
		expect((await told(opened))[0]).toBe('create email_typo');
	});

	test('says what each row would turn into, and leaves the draft as it is', async () => {
		const opened = await open([header, 'C-1,u.one,Ada,,chef', 'C-1,u.two,Bo,,chef']);
		const before = await told(opened);
		const { problem } = fixOf(opened, 'role_unknown', 'clear');
		const fix = { kind: 'set', problem, to: 'marker' } as const;
		const draft = openOf(opened.device);
		const { rows } = await fixLines(opened.device.context, draft, { fix, from: 0, count: 9 });
		expect(rows.map(({ action, becomes }) => [action, becomes])).toEqual([
			['error', 'create'],
			['error', 'error']
		]);
		expect(await told(opened)).toEqual(before);
		expect(draft.edits.size).toBe(0);
	});

	test('uses the first of several addresses, sets a value, clears, skips', async () => {
		const opened = await open(typos);
		const { device, draftId } = opened;
		const first = fixOf(opened, 'email_several', 'suggestion');
		expect(await lines(opened, first)).toEqual([[5, 'd@x.example; e@x.example', 'd@x.example']]);
		const clear = fixOf(opened, 'role_unknown', 'clear');
		expect(await lines(opened, clear)).toEqual([[4, 'chef', '']]);
		const set = { kind: 'set', problem: clear.problem, to: 'marker' } as const;
		expect(await lines(opened, set)).toEqual([[4, 'chef', 'marker']]);
		await applyBulkFix(device.context, { draftId, fix: clear, without: [] });
		const skipAll = fixOf(opened, 'email_several', 'skip');
		await applyBulkFix(device.context, { draftId, fix: skipAll, without: [] });
		expect((await told(opened)).slice(2)).toEqual(['create email_typo', 'skip skipped_by_hand']);
	});

	test('finds and replaces in a column, and never in one of passwords', async () => {
		const opened = await open([
			'Client ID,Username,First Name,Password',
			'C-1,one,One One,Quarry-one-82',
			'C-2,two,Bo,'
		]);
		const find = { kind: 'replace', find: 'one', replace: 'X', matchesCase: false } as const;
		const inNames = { ...find, place: 2, isWholeCell: false };
		expect(await lines(opened, inNames)).toEqual([[2, 'One One', 'X X']]);
		expect(await lines(opened, { ...inNames, isWholeCell: true })).toEqual([]);
		expect(await lines(opened, { ...inNames, place: 3 })).toEqual([]);
		expect(await lines(opened, { ...inNames, place: 1, isWholeCell: true })).toEqual([
			[2, 'one', 'X']
		]);
	});
});

test('V5 another tab that takes the draft over sees the edits', async () => {
	const opened = await open(small);
	await edit(opened, 0, 4, 'marker');
	await holdDraft(opened.draftId, { takesOver: true });
	const later = await reload(opened);
	expect(later.review.edited).toBe(1);
});
