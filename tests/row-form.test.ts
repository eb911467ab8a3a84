/** The form of one row, as the worker tells it (V3, P12). */
import { expect, test } from 'vitest';
import { defaultSettings, type Settings } from '../src/lib/core/settings';
import { editCells, skipRows } from '../src/lib/worker/editing';
import { readIntoDraft, save } from '../src/lib/worker/pipeline';
import { changeSettings } from '../src/lib/worker/pipeline';
import { problemPlace, rowFormOf } from '../src/lib/worker/row-form';
import { filterRows } from '../src/lib/worker/rows';
import { createDevice, fileOf, type Device } from './device';

const { signal } = new AbortController();
const columns = 'Client ID,Username,First Name,Email,Role,Password,Hobby';
const override: Settings = {
	...defaultSettings,
	uploadType: 'add_and_update',
	existingDetails: 'override'
};

async function open(lines: readonly string[]) {
	const device = await createDevice();
	const stored = ['C-1,u.one,Ada,ada@x.example,,,', 'C-2,u.two,Bo,bo@x.example,marker,,'];
	const first = await readIntoDraft(
		device.context,
		{ file: fileOf([columns, ...stored]), examId: device.examId },
		signal
	);
	await save(device.context, { draftId: first.draftId, typedDeletes: null });
	const file = fileOf([columns, ...lines]);
	const { draftId } = await readIntoDraft(device.context, { file, examId: device.examId }, signal);
	await changeSettings(device.context, { draftId, settings: override });
	return { device, draftId };
}

function draftOf({ context }: Device) {
	if (!context.open) throw new Error('no draft is open');
	return context.open;
}

function formOf(device: Device, row: number) {
	return rowFormOf(device.context, draftOf(device), row);
}

test('V3 its cells in the order of the file, with what is wrong, suggested and stored; no unused column', async () => {
	const { device } = await open([
		'C-1,u.one,Ida,a@gmial.com; b@x.example,chef,Quarry-lantern-82,chess'
	]);
	const form = await formOf(device, 0);
	expect(
		form.cells.map(({ field, text, stored, suggestions, issues }) => [
			field,
			text,
			stored,
			suggestions,
			issues.map(({ code }) => code)
		])
	).toEqual([
		['clientId', 'C-1', 'C-1', [], []],
		['username', 'u.one', 'u.one', [], []],
		['firstName', 'Ida', 'Ada', [], []],
		[
			'email',
			'a@gmial.com; b@x.example',
			'ada@x.example',
			['a@gmial.com', 'b@x.example'],
			['email_several']
		],
		['role', 'chef', 'candidate', [], ['role_unknown']],
		['password', '', null, [], []]
	]);
	expect([form.met?.name, form.row.met?.by]).toEqual(['Ada', 'username']);
	expect(JSON.stringify(form)).not.toContain('Quarry');
});

test('V3 what was changed stands beside what was read; a password only says that it was', async () => {
	const { device, draftId } = await open(['C-1,u.one,Ida,a@x.example,,Quarry-lantern-82,']);
	const cells = [
		{ row: 0, place: 2, text: 'Ilda' },
		{ row: 0, place: 5, text: 'Velvet-orchard-55' }
	];
	await editCells(device.context, { draftId, cells });
	const form = await formOf(device, 0);
	const edited = form.cells.filter(({ isEdited }) => isEdited);
	expect(edited.map(({ text, original }) => [text, original])).toEqual([
		['Ilda', 'Ida'],
		['', null]
	]);
	expect(JSON.stringify(form)).not.toContain('Velvet');
});

test('P12 other stored users with the same keys, and the cell that leads to them', async () => {
	const { device, draftId } = await open(['C-2,u.one,Ida,bo@x.example,,,']);
	const form = await formOf(device, 0);
	expect(form.near).toEqual([
		{
			name: 'Bo',
			username: 'u.two',
			clientId: 'C-2',
			by: 'clientId',
			use: { place: 1, text: 'u.two' }
		}
	]);
	await editCells(device.context, { draftId, cells: [{ row: 0, place: 1, text: 'u.two' }] });
	const after = await formOf(device, 0);
	expect([after.met?.name, after.row.action]).toEqual(['Bo', 'update']);
});

test('R5 a row that was cut shows all its cells, and is whole once one is put right', async () => {
	const { device, draftId } = await open(['C-3,u.three,Cy']);
	const form = await formOf(device, 0);
	expect([form.isWhole, form.cells.length, form.issues.map(({ code }) => code)]).toEqual([
		false,
		7,
		['ragged_row']
	]);
	await editCells(device.context, { draftId, cells: [{ row: 0, place: 2, text: 'Cy' }] });
	expect((await formOf(device, 0)).isWhole).toBe(true);
});

test('V3 from problem to problem and round again; a fixed row stays in its filter until it is left', async () => {
	const { device, draftId } = await open([
		'C-5,u.five,Fi,,chef,,',
		'C-6,u.six,Gi,,,,',
		'C-7,u.seven,Hi,,chef,,',
		'C-8,u.eight,Ji,,chef,,'
	]);
	const filter = { level: 'error' } as const;
	const at = (row: number) =>
		problemPlace(device.context, draftOf(device), { filter: { ...filter, keep: row }, row });
	const told = async (row: number) => {
		const { place, total, next, previous } = await at(row);
		return [place, total, previous, next];
	};
	expect(await told(0)).toEqual([1, 3, 3, 2]);
	expect(await told(1)).toEqual([0, 3, 0, 2]);
	expect(await told(3)).toEqual([3, 3, 2, 0]);
	await editCells(device.context, { draftId, cells: [{ row: 2, place: 4, text: 'marker' }] });
	expect(await told(2)).toEqual([0, 2, 0, 3]);
	const kept = await filterRows(device.context, draftOf(device), { ...filter, keep: 2 });
	expect([...kept]).toEqual([0, 2, 3]);
	await skipRows(device.context, { draftId, rows: [0], isSkipped: true });
	expect(await told(3)).toEqual([1, 1, null, null]);
	await editCells(device.context, { draftId, cells: [{ row: 3, place: 4, text: '' }] });
	expect((await at(3)).total).toBe(0);
});
