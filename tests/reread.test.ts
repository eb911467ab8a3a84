/** The same file read in another way, and columns bound by hand, through the real flow on a device in memory. */
import { describe, expect, test } from 'vitest';
import type { FieldKey } from '../src/lib/core/fields';
import { defaultSettings } from '../src/lib/core/settings';
import { changeSettings, readIntoDraft, resume, save } from '../src/lib/worker/pipeline';
import { fixRows } from '../src/lib/worker/editing';
import { bindByHand, giveFile, readAgain } from '../src/lib/worker/reread';
import { createDevice, fileOf, fixture, secondTab, type Device } from './device';
import { textsOnDevice } from './dump';

const { signal } = new AbortController();

function open(device: Device, file: File) {
	return readIntoDraft(device.context, { file, examId: device.examId }, signal);
}

async function draftsOn({ context }: Device): Promise<number> {
	return context.db.drafts.count();
}

/** "Müller" and "Ñuñez" as windows-1252 has them, and windows-1250 has not. */
function westernFile(): File {
	const text = 'Client ID,Username,First Name,Last Name\nC-1,u.one,J\xfcrgen,M\xfcller\n';
	return new File([Uint8Array.from(text, (letter) => letter.charCodeAt(0))], 'west.csv');
}

describe('R2, R3 a file that was judged wrong', () => {
	test('R2 is read in another encoding; settings and columns stay', async () => {
		const device = await createDevice();
		const first = await open(device, westernFile());
		expect(first.file.origin.letterNames).toEqual(['Jürgen', 'Müller']);
		const settings = { ...defaultSettings, uploadType: 'add_and_update' } as const;
		await changeSettings(device.context, { draftId: first.draftId, settings });
		const fields: FieldKey[] = ['clientId', 'username', 'lastName', 'firstName'];
		const bound = await bindByHand(device.context, { draftId: first.draftId, fields }, signal);
		const ask = { draftId: bound.draftId, choices: { encoding: 'windows-1251' as const } };
		const second = await readAgain(device.context, ask, signal);
		expect([second.file.encoding, second.file.origin.encodingBy]).toEqual([
			'windows-1251',
			'chosen'
		]);
		expect(second.file.origin.letterNames).toEqual(['Jьrgen', 'Mьller']);
		expect(second.file.columns.map(({ field }) => field)).toEqual(fields);
		expect(second.settings.uploadType).toBe('add_and_update');
		expect(await draftsOn(device)).toBe(1);
	});

	test('P13 a word on a row stays with it in another encoding', async () => {
		const device = await createDevice();
		const stored = await open(device, fileOf(['Client ID,Username,First Name', 'C-1,u.one,Ada']));
		await save(device.context, { draftId: stored.draftId, typedDeletes: null });
		const text = 'Client ID,Username,First Name\nC-9,u.one,J\xfcrgen\n';
		const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
		const { draftId } = await open(device, new File([bytes], 'west.csv'));
		const settings = {
			...defaultSettings,
			uploadType: 'add_and_update',
			existingDetails: 'override'
		} as const;
		const before = await changeSettings(device.context, { draftId, settings });
		expect(before.counts.error).toBe(1);
		const fix = { fix: 'same_person', rows: [0] } as const;
		const fixed = await fixRows(device.context, { draftId, fix, isOn: true });
		expect(fixed.counts.update).toBe(1);
		const encoding = { encoding: 'windows-1250' } as const;
		const again = await readAgain(device.context, { draftId, choices: encoding }, signal);
		expect([again.counts.update, again.fixes]).toEqual([1, [fix]]);
	});

	test('R3 another separator, header line and sheet', async () => {
		const device = await createDevice();
		const lines = ['a;b', 'Client ID,Username,First Name;x', 'C-1,u.one,Ada;y', 'C-2,u.two,Bo;z'];
		const first = await open(device, fileOf(lines));
		expect([first.file.separator, first.file.origin.headerLine]).toEqual([',', 2]);
		const second = await readAgain(
			device.context,
			{ draftId: first.draftId, choices: { separator: ';', headerLine: 3 } },
			signal
		);
		expect(second.file.columns.map(({ header }) => header)).toEqual(['C-1,u.one,Ada', 'y']);
		expect(second.file.origin.headerLine).toBe(3);
	});

	test('R1 a reading that is refused leaves the draft as it was', async () => {
		const device = await createDevice();
		const first = await open(device, westernFile());
		const ask = { draftId: first.draftId, choices: { encoding: 'utf-8' as const } };
		await expect(readAgain(device.context, ask, signal)).rejects.toMatchObject({
			code: 'file_encoding_broken'
		});
		expect(await draftsOn(device)).toBe(1);
		expect(device.context.open?.draft.id).toBe(first.draftId);
	});

	test('V5 after a reload the same file is asked for, and another is not taken', async () => {
		const device = await createDevice();
		const first = await open(device, westernFile());
		const later = await secondTab(device);
		const { draftId } = await resume(later.context, { draftId: first.draftId, takeOver: true });
		const ask = { draftId, choices: { encoding: 'windows-1250' as const } };
		await expect(readAgain(later.context, ask, signal)).rejects.toMatchObject({
			code: 'file_needed'
		});
		const other = fixture('users-13.csv');
		await expect(giveFile(later.context, { draftId, file: other }, signal)).rejects.toMatchObject({
			code: 'other_file'
		});
		await giveFile(later.context, { draftId, file: westernFile() }, signal);
		const second = await readAgain(later.context, ask, signal);
		expect(second.file.encoding).toBe('windows-1250');
	});
});

describe('R6 ghost rows', () => {
	const bound = (...fields: (FieldKey | null)[]) => fields;

	test('are no question while no column of persons is known', async () => {
		const device = await createDevice();
		const lines = ['Nom,Prenom,Location', 'One,Ada,Melbourne', ',,', 'Two,Bo,Melbourne', ',,x'];
		const first = await open(device, fileOf(lines));
		expect([first.counts.rows, first.counts.error]).toEqual([4, 4]);
		const fields = bound('username', 'firstName', null);
		const ask = { draftId: first.draftId, fields };
		const second = await bindByHand(device.context, ask, signal);
		expect([second.counts.rows, second.file.ghostRows]).toEqual([2, 2]);
	});

	test('in a draft without its file, rows keep their places', async () => {
		const device = await createDevice();
		const lines = ['Client ID,Username,First Name,Number', 'C-1,u.one,Ada,', ',u.two,Bo,C-2'];
		const first = await open(device, fileOf(lines));
		const later = await secondTab(device);
		const { draftId } = await resume(later.context, { draftId: first.draftId, takeOver: true });
		const fields = bound(null, null, null, 'clientId');
		const second = await bindByHand(later.context, { draftId, fields }, signal);
		expect(second.counts.rows).toBe(2);
		const back = bound('clientId', 'username', 'firstName', null);
		const third = await bindByHand(later.context, { draftId, fields: back }, signal);
		expect([third.counts.rows, third.counts.create]).toEqual([2, 1]);
	});
});

describe('H3 a mapping made by hand', () => {
	const lines = ['Number,Login,Name', 'C-1,u.one,Ada', 'C-2,u.two,Bo'];
	const fields: (FieldKey | null)[] = ['clientId', 'username', 'firstName'];

	test('is used again for the same header, and forgotten when it is reset', async () => {
		const device = await createDevice();
		const first = await open(device, fileOf(lines));
		expect(first.counts.create).toBe(0);
		await bindByHand(device.context, { draftId: first.draftId, fields }, signal);
		const second = await open(device, fileOf([...lines, 'C-3,u.three,Cy'], 'later.csv'));
		expect(second.file.columns.map(({ field }) => field)).toEqual(fields);
		expect(second.counts.create).toBe(3);
		const reset = { draftId: second.draftId, fields: null };
		const third = await bindByHand(device.context, reset, signal);
		expect(third.file.columns.map(({ binding }) => binding)).not.toContain('chosen');
		const fourth = await open(device, fileOf(lines, 'last.csv'));
		expect(fourth.counts.create).toBe(0);
	});

	test('of another header says nothing about this one', async () => {
		const device = await createDevice();
		const first = await open(device, fileOf(lines));
		await bindByHand(device.context, { draftId: first.draftId, fields }, signal);
		const other = await open(device, fileOf(['Number,Login,Name,Email', 'C-1,u.one,Ada,']));
		expect(other.file.columns.map(({ binding }) => binding)).not.toContain('chosen');
	});

	test('W5 a Password column that is not used is not kept in clear', async () => {
		const device = await createDevice();
		const file = fileOf([
			'Client ID,Username,First Name,Password',
			'C-1,u.one,Ada,Kestrel-49-Moss'
		]);
		const first = await open(device, file);
		const unbound: (FieldKey | null)[] = ['clientId', 'username', 'firstName', null];
		const second = await bindByHand(
			device.context,
			{ draftId: first.draftId, fields: unbound },
			signal
		);
		expect(second.file.columns[3]?.samples).toEqual([]);
		const again = await open(device, file);
		expect(again.file.columns[3]).toMatchObject({ field: null, binding: 'chosen', samples: [] });
		expect(await textsOnDevice(device, ['Kestrel-49-Moss'])).toEqual([]);
	});
});
