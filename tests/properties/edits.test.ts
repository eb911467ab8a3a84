/** What is done to a draft by hand leads to the plan of a file that says so from the start, and back again (V3). */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { rowFlag } from '../../src/lib/core/facts';
import { actionOrder } from '../../src/lib/core/row-state';
import { codeOf } from '../../src/lib/core/plan-table';
import { defaultSettings } from '../../src/lib/core/settings';
import { holdDraft } from '../../src/lib/worker/locks';
import { removeDraft } from '../../src/lib/storage/drafts';
import { applyBulkFix } from '../../src/lib/worker/bulk-fixes';
import { editCells, fixRows, redo, skipRows, undo } from '../../src/lib/worker/editing';
import type { OpenDraft } from '../../src/lib/worker/open-draft';
import { changeSettings, resume } from '../../src/lib/worker/pipeline';
import { readFile } from '../../src/lib/worker/read-file';
import { forEachIssue } from '../../src/lib/worker/plan-issues';
import { chooseValue } from '../../src/lib/worker/values';
import { writeCsv } from '../../src/lib/files/write';
import { createDevice, fileOf, read, save, type Device } from '../device';

const header = ['Client ID', 'Username', 'First Name', 'Email', 'Role', 'Deleted', 'Old Username'];
/** By column: what its cells say. No row is a ghost, for each has a Client ID. */
const pools: readonly (readonly string[])[] = [
	['C-a', 'C-b', 'C-c', 'C-d', 'C-e', 'c-A', '9.19E+11'],
	['u.a', 'u.b', 'u.c', 'u.d', 'u.e', 'U.A', ''],
	['Ada', 'Bo', ''],
	['a@x.example', 'b@x.example', 'c@x.example', 'kim@gmial.com', 'wrong', ''],
	['marker', 'chef', 'cook', ''],
	['', '', '', 'yes', 'maybe'],
	['', '', '', 'u.b', 'u.z']
];

const cellOf = (place: number) => fc.constantFrom(...(pools[place] as readonly string[]));
const file = fc.array(fc.tuple(...header.map((_, place) => cellOf(place))), {
	minLength: 1,
	maxLength: 7
});
const anyRow = fc.nat(6);
const place = fc.nat(header.length - 1);

const settings = fc.record({
	uploadType: fc.constantFrom('add_new', 'add_all', 'add_and_update', 'update_only'),
	existingDetails: fc.constantFrom('no_changes', 'override', 'fill_missing'),
	allowDeletes: fc.constantFrom('no', 'yes'),
	preventDuplicateEmails: fc.constantFrom('yes', 'no'),
	matchBy: fc.constantFrom('username', 'username', 'clientId', 'email')
});
type Chosen = typeof settings extends fc.Arbitrary<infer T> ? T : never;

type Deed =
	| {
			readonly kind: 'edit';
			readonly row: number;
			readonly place: number;
			readonly text: string | null;
	  }
	| { readonly kind: 'skip'; readonly row: number; readonly isSkipped: boolean }
	| { readonly kind: 'replace'; readonly place: number; readonly find: string; readonly to: string }
	| { readonly kind: 'value'; readonly to: string | null }
	| { readonly kind: 'fix'; readonly isOn: boolean }
	| { readonly kind: 'undo' | 'redo' | 'reload' }
	| { readonly kind: 'settings'; readonly settings: Chosen };

const edit = place.chain((at) =>
	fc.record({
		kind: fc.constant('edit' as const),
		row: anyRow,
		place: fc.constant(at),
		text: at === 0 ? cellOf(at) : fc.option(cellOf(at), { freq: 5 })
	})
);
const replace = place.chain((at) =>
	fc.record({
		kind: fc.constant('replace' as const),
		place: fc.constant(at),
		find: cellOf(at),
		to: cellOf(at)
	})
);
const deed: fc.Arbitrary<Deed> = fc.oneof(
	{ weight: 8, arbitrary: edit },
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constant('skip' as const),
			row: anyRow,
			isSkipped: fc.boolean()
		})
	},
	{ weight: 2, arbitrary: replace },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const) }) },
	fc.record({ kind: fc.constant('value' as const), to: fc.constantFrom('marker', '', null) }),
	fc.record({ kind: fc.constant('fix' as const), isOn: fc.boolean() }),
	fc.record({ kind: fc.constant('reload' as const) }),
	fc.record({ kind: fc.constant('settings' as const), settings })
);

const signal = new AbortController().signal;
let device: Device;

beforeAll(async () => {
	device = await createDevice();
	const lines = ['C-a,u.a,Ada,a@x.example', 'C-b,u.b,Bo,b@x.example', ',u.c,Cy,'];
	await save(device, await read(device, fileOf(['Client ID,Username,First Name,Email', ...lines])));
	const role = ['Client ID,Username,First Name,Email,Role', 'X-1,u.x,Xi,a@x.example,marker'];
	await save(device, await read(device, fileOf(role), { preventDuplicateEmails: 'no' }));
});

function fileWith(rows: readonly (readonly string[])[]): File {
	return new File([writeCsv(header, rows)], 'users.csv');
}

/** Puts a draft on the screen. */
async function show(open: OpenDraft): Promise<string> {
	device.context.open = open;
	await holdDraft(open.draft.id, { takesOver: true });
	return open.draft.id;
}

function opened(): OpenDraft {
	if (!device.context.open) throw new Error('no draft is open');
	return device.context.open;
}

async function doOne(draftId: string, one: Deed): Promise<void> {
	const { context } = device;
	const rows = opened().facts.count;
	switch (one.kind) {
		case 'edit': {
			const { row, place: at, text } = one;
			await editCells(context, { draftId, cells: [{ row: row % rows, place: at, text }] });
			return;
		}
		case 'skip':
			await skipRows(context, { draftId, rows: [one.row % rows], isSkipped: one.isSkipped });
			return;
		case 'replace': {
			const { place: at, find, to } = one;
			const how = { find, replace: to, matchesCase: true, isWholeCell: true };
			const fix = { kind: 'replace' as const, place: at, ...how };
			await applyBulkFix(context, { draftId, fix, without: [] });
			return;
		}
		case 'value': {
			const choice = { field: 'role' as const, from: 'chef', to: one.to };
			await chooseValue(context, { draftId, choice });
			return;
		}
		case 'fix': {
			const fix = { fix: 'same_person' as const, rows: 'all' as const };
			await fixRows(context, { draftId, fix, isOn: one.isOn });
			return;
		}
		case 'undo':
			await undo(context, { draftId }, signal);
			return;
		case 'redo':
			await redo(context, { draftId }, signal);
			return;
		case 'reload':
			context.open = null;
			await resume(context, { draftId, takeOver: true });
			return;
		case 'settings':
			await changeSettings(context, { draftId, settings: { ...defaultSettings, ...one.settings } });
	}
}

/** Everything that is said of the rows that are not skipped, by their places among these. */
function saidOf(open: OpenDraft) {
	const { facts, plan, edits, summary } = open;
	const rows: number[] = [];
	for (let row = 0; row < facts.count; row += 1) if (!edits.get(row)?.isSkipped) rows.push(row);
	const placeOf = new Map(rows.map((row, at) => [row, at]));
	const issues: string[][] = rows.map(() => []);
	forEachIssue(open, (row, _, make) =>
		issues[placeOf.get(row) ?? -1]?.push(JSON.stringify(make()))
	);
	const each = rows.map((row, at) => ({
		action: actionOrder[plan.action[row] as number],
		code: codeOf(plan.code[row] as number),
		holder: plan.holder[row],
		other: plan.other[row] === -1 ? -1 : placeOf.get(plan.other[row] as number),
		sets: plan.sets[row],
		clears: plan.clears[row],
		flags: plan.flags[row],
		number: plan.numbers?.[row] ?? 0,
		issues: issues[at]?.sort(),
		facts: [
			facts.filled[row],
			facts.bad[row],
			(facts.flags[row] as number) & ~rowFlag.entangled,
			facts.role[row],
			facts.met[row],
			facts.fallback[row],
			facts.venue[row],
			facts.storedVenue[row],
			facts.differs[row],
			facts.storedEmpty[row],
			facts.metFlags[row],
			...facts.keys.subarray(row * 6, row * 6 + 6),
			...facts.holders.subarray(row * 3, row * 3 + 3)
		]
	}));
	const { changes, warnings, mails, withoutPassword } = summary;
	const folds = plan.folds
		.filter((fold) => fold.rows.length > 1)
		.map(({ ordinal, rows: own, after, kind }) => ({
			ordinal,
			rows: own.map((row) => placeOf.get(row)),
			after,
			kind
		}))
		.sort((one, other) => (one.rows[0] ?? 0) - (other.rows[0] ?? 0));
	return { each, folds, changes, warnings, mails, withoutPassword };
}

type Rows = readonly (readonly string[])[];

/** The same rows, read from a file that says now what the draft says; skipped ones are not in it. */
async function readAfresh(rows: Rows, draft: OpenDraft) {
	const now = rows.flatMap((cells, row) => {
		const own = draft.edits.get(row);
		if (own?.isSkipped) return [];
		const after = [...cells];
		for (const [at, text] of own?.cells ?? []) after[at] = text;
		return [after];
	});
	if (now.length === 0) return null;
	const { settings: chosen, values = [], fixes = [] } = draft.draft;
	const fresh = await readFile(device.context, {
		file: fileWith(now),
		examId: device.examId,
		settings: chosen,
		values,
		signal,
		fields: () => null,
		onFirstRows: () => Promise.resolve()
	});
	const id = await show(fresh);
	if (fixes.length > 0) {
		const fix = { fix: 'same_person' as const, rows: 'all' as const };
		await fixRows(device.context, { draftId: id, fix, isOn: true });
	}
	const said = saidOf(fresh);
	await removeDraft(device.context.db, id);
	return said;
}

test('V3 any edits, skips, fixes and undos: as if the file had said so; undone, as if nothing had been done', async () => {
	await fc.assert(
		fc.asyncProperty(
			file,
			settings,
			fc.array(deed, { minLength: 1, maxLength: 7 }),
			async (rows, first, deeds) => {
				const open = await read(device, fileWith(rows), first);
				const draftId = await show(open);
				for (const one of deeds) await doOne(draftId, one);
				const done = opened();
				const said = saidOf(done);
				expect(said).toEqual((await readAfresh(rows, done)) ?? said);
				await show(done);
				while ((await undo(device.context, { draftId }, signal)).undo);
				const undone = opened();
				expect([undone.edits.size, undone.draft.fixes ?? [], undone.draft.values ?? []]).toEqual([
					0,
					[],
					[]
				]);
				const saidFirst = saidOf(undone);
				expect(saidFirst).toEqual(await readAfresh(rows, undone));
				await show(undone);
				while ((await redo(device.context, { draftId }, signal)).redo);
				await removeDraft(device.context.db, draftId);
			}
		),
		{ numRuns: Number(process.env['RUNS'] ?? 200) }
	);
}, 600_000);
