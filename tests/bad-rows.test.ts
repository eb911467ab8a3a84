/** A value that cannot be used is its own row's error: the rows around it are planned and saved as if it were not there. */
import { describe, expect, test } from 'vitest';
import type { Settings } from '../src/lib/core/settings';
import { createDevice, fileOf, outcomes, read, save } from './device';

const head = 'Client ID,Username,First Name,Last Name,Email,Phone,Venue,Role,Password';
const good = (name: string) => `C-${name},${name},N,L,${name}@x.example,,,,`;
const long = (length: number) => 'k'.repeat(length);

const cases: readonly [
	what: string,
	line: string,
	outcome: string,
	settings?: Partial<Settings>
][] = [
	['F4 an over-long Client ID', `${long(65)},bad,N,L,,,,,`, 'error too_long'],
	['F5 an over-long username', `C-bad,${long(65)},N,L,,,,,`, 'error too_long'],
	[
		'F5 a username of dropped characters alone',
		'C-bad,«☃»,N,L,,,,,',
		'error username_nothing_left'
	],
	['an over-long first name', `C-bad,bad,${long(101)},L,,,,,`, 'error too_long'],
	['F6 an over-long email', `C-bad,bad,N,L,${long(65)}@x.example,,,,`, 'error too_long'],
	['F8 a phone of 2,000 digits', `C-bad,bad,N,L,,${'1'.repeat(2000)},,,`, 'error phone_malformed'],
	['F7 an unknown role', 'C-bad,bad,N,L,,,,chef,', 'error role_unknown'],
	['a password of 200 characters', `C-bad,bad,N,L,,,,,${long(200)}`, 'error password_too_long'],
	['R5 a row with a cell too many', 'C-bad,bad,N,L,,,,,,Mr,more', 'error ragged_row'],
	[
		'S13 a default that grows over the limit of its field',
		`C-bad,bad,N,L,,,,,`,
		'error default_unusable',
		{ defaults: { ...noDefaults(), title: '%c-of-the-long-title' } }
	]
];

function noDefaults(): Settings['defaults'] {
	return {
		title: '',
		role: '',
		eligible: '',
		venue: '',
		bookingStatus: '',
		email: '',
		phone: '',
		username: ''
	};
}

describe('a bad value is that row’s error, never the file’s', () => {
	test.each(cases)('%s', async (_, line, outcome, settings = {}) => {
		const device = await createDevice();
		const spare = settings.defaults ? 'Mx' : '';
		const titled = (text: string, title: string) => `${text},${title}`;
		const lines = [
			`${head},Title`,
			titled(good('first'), spare),
			titled(line, ''),
			titled(good('last'), spare)
		];
		const open = await read(device, fileOf(lines), settings);
		expect([...(await outcomes(device, open)).values()]).toEqual(['create', outcome, 'create']);
		await save(device, open);
		const pages = await device.context.db.userPages.toArray();
		const names = pages.flatMap(({ users }) => users.map(({ username }) => username));
		expect(names).toEqual(['first', 'last']);
	});
});

test('P3 a number that would overflow the length shortens the stem, and every name stays its own', async () => {
	const device = await createDevice();
	const rows = Array.from({ length: 120 }, (_, n) => `C-${n},${long(64)},N,L,,,,,`);
	const open = await read(device, fileOf([head, ...rows]), { uploadType: 'add_all' });
	expect(open.summary.actions).toMatchObject({ create: 120, error: 0 });
	await save(device, open);
	const pages = await device.context.db.userPages.toArray();
	const names = pages.flatMap(({ users }) => users.map(({ username }) => username));
	expect(new Set(names).size).toBe(120);
	expect(Math.max(...names.map(({ length }) => length))).toBe(64);
	expect(names).toContain(`${long(61)}120`);
});
