import { describe, expect, test } from 'vitest';
import { check, fieldsIn, plan, row, stored, told, type Row } from '../../../tests/world';
import { usersAfter } from '../../../tests/properties/worlds';
import { defaultFaults } from './defaults';
import { defaultSettings, type DefaultKey, type Settings } from './settings';

const context = { standardiseUsernames: true, venues: ['Hall'], callingCode: '44' };
const withDefaults = (values: Partial<Settings['defaults']>): Settings['defaults'] => ({
	...defaultSettings.defaults,
	...values
});

describe('S13 what is wrong with a default is said at its field', () => {
	test.each<[DefaultKey, string, string]>([
		['title', '%x', 'template_letter'],
		['title', 'a title of more than twenty', 'too_long'],
		['email', '%0l@x.example', 'template_length'],
		['email', 'nobody', 'email_malformed'],
		['username', '%u', 'template_username'],
		['username', '%-1f%u', 'template_username'],
		['username', 'admin', 'username_reserved'],
		['role', 'chef', 'role_unknown'],
		['eligible', 'maybe', 'boolean_unknown'],
		['bookingStatus', 'perhaps', 'booking_status_unknown'],
		['phone', '12', 'phone_malformed']
	])('%s "%s": %s', (field, text, code) => {
		const faults = defaultFaults(withDefaults({ [field]: text }), context);
		expect(faults.map((fault) => [fault.field, fault.code])).toEqual([[field, code]]);
	});

	test('nothing with good ones, or with none', () => {
		const good = { title: 'Dr', email: '%u@x.example', username: '%-1f%-l', eligible: 'yes' };
		expect(defaultFaults(withDefaults(good), context)).toEqual([]);
		expect(defaultFaults(defaultSettings.defaults, context)).toEqual([]);
	});
});

describe('S13 defaults of new users', () => {
	async function created(cells: Row, defaults: Partial<Settings['defaults']>) {
		const settings = { defaults: withDefaults(defaults) };
		const checked = await check([], [cells], settings);
		const made = plan(checked, settings);
		return { outcome: told(made)[0], user: usersAfter(checked, made)[0] };
	}
	const nameless: Row = { clientId: 'C-9', firstName: 'Mara', lastName: 'Vandijk', username: '' };

	test('Username is for rows with no username, and other templates may name it', async () => {
		const defaults = { username: '%-1f%-l', email: '%u@x.example' };
		const { outcome, user } = await created(nameless, defaults);
		expect(outcome).toBe('create');
		expect([user?.username, user?.email]).toEqual(['mvandijk', 'mvandijk@x.example']);
	});

	test('a username in the file goes before it', async () => {
		const cells = { ...nameless, username: 'own.name' };
		expect((await created(cells, { username: '%-1f%-l' })).user?.username).toBe('own.name');
	});

	test('what a template makes goes through the reader of its field (F5)', async () => {
		const cells = { ...nameless, firstName: 'Ünal' };
		expect((await created(cells, { username: '%f' })).user?.username).toBe('unal');
	});

	test('what cannot stand there is an error', async () => {
		const { outcome } = await created({ ...nameless, lastName: 'x y' }, { email: '%l@x@y' });
		expect(outcome).toMatch(/^error/);
	});

	test('a wrong cell takes no default', async () => {
		expect(
			(await created({ ...nameless, username: 'u.a', phone: 'none' }, { phone: '+447700900001' }))
				.outcome
		).toBe('error');
	});

	test('P11 two rows of which a template makes one name: the second is an error', async () => {
		const settings = {
			uploadType: 'add_and_update',
			defaults: withDefaults({ username: '%-f' })
		} as const;
		const rows = [nameless, { ...nameless, clientId: 'C-8' }];
		const made = plan(await check([], rows, settings), settings);
		expect(told(made)[0]).toBe('create');
		expect(told(made)[1]).toBe('error other_client_id @0');
	});
});

test('S13 the default of Username renames no stored user', async () => {
	const settings = {
		uploadType: 'add_and_update',
		existingDetails: 'override_defaults',
		matchBy: 'clientId',
		defaults: withDefaults({ username: 'other', title: 'Dr' })
	} as const;
	const checked = await check([stored('a')], [row('a', { username: '' })], settings);
	expect(fieldsIn(plan(checked, settings).sets[0] as number)).toEqual(['title']);
});
