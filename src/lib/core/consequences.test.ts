import { describe, expect, test } from 'vitest';
import {
	check,
	examId,
	otherExamId,
	plan,
	registered,
	row,
	stored,
	told,
	type Row
} from '../../../tests/world';
import { mailOfRow, planFlag, type Plan } from './plan-table';
import type { Registration } from './records';
import type { Settings } from './settings';

const override = { uploadType: 'add_and_update', existingDetails: 'override' } as const;
const email = 'a@x.example';

/** A stored user of this exam. */
const inExam = (values: Partial<Registration> = {}, address = email) =>
	stored('a', { email: address, registrations: { [examId]: { ...registered, ...values } } });

const warnings = ({ flags }: Plan) =>
	(['bookedWithoutVenue', 'bookedNotEligible', 'roleChanges'] as const).filter(
		(flag) => (flags[0] as number) & planFlag[flag]
	);

describe('F11 cross rules', () => {
	const booked = { bookingStatus: 'Booked' } as const;
	test.each<[string, Row, Partial<Registration> | null, string[]]>([
		['a new user, booked without a venue', booked, null, ['bookedWithoutVenue']],
		['with one', { ...booked, venue: 'Hall' }, null, []],
		['not booked, without one', {}, null, []],
		[
			'a new user, booked while not eligible',
			{ ...booked, venue: 'Hall', eligible: 'no' },
			null,
			['bookedNotEligible']
		],
		['both', { ...booked, eligible: 'no' }, null, ['bookedWithoutVenue', 'bookedNotEligible']],
		['a stored user who is booked now', booked, {}, ['bookedWithoutVenue']],
		['and has a venue', booked, { venue: 'Hall' }, []],
		[
			'a booked user who is not eligible now',
			{ eligible: 'no' },
			{ ...booked, venue: 'Hall' },
			['bookedNotEligible']
		],
		[
			'an ineligible user who is booked now',
			{ ...booked, venue: 'Hall' },
			{ eligible: false },
			['bookedNotEligible']
		],
		['a role change of a stored user', { role: 'marker' }, {}, ['roleChanges']],
		['the role that a user has', { role: 'candidate' }, {}, []],
		['the role of a new user', { role: 'marker' }, null, []],
		['what was so before and is left alone', { phone: '+447700900001' }, booked, []]
	])('%s', async (_, cells, before, expected) => {
		const users = before ? [inExam(before)] : [];
		const made = plan(await check(users, [row('a', cells)]), override);
		expect(warnings(made)).toEqual(expected);
	});

	test('S10 a venue that is cleared leaves a booked user without one', async () => {
		const users = [inExam({ ...booked, venue: 'Hall' })];
		const made = plan(await check(users, [row('a', { venue: '' })]), {
			...override,
			blankCells: 'clear'
		});
		expect(warnings(made)).toEqual(['bookedWithoutVenue']);
	});

	test('a stored user of another exam changes no role by joining this one', async () => {
		const users = [stored('a', { registrations: { [otherExamId]: registered } })];
		const made = plan(await check(users, [row('a', { role: 'marker' })]), override);
		expect(warnings(made)).toEqual([]);
	});
});

describe('S8 who is mailed', () => {
	const booked = { bookingStatus: 'Booked', venue: 'Hall', email } as const;
	type Mailed = [string, Settings['emailDetails'], Row, Partial<Registration> | null, string];
	test.each<Mailed>([
		['None: nobody', 'none', booked, null, 'none'],
		['New users: a booked candidate', 'new', booked, null, 'sent'],
		['New users: no stored user', 'new', { ...booked, role: 'marker' }, { venue: 'Annex' }, 'none'],
		['New users: not booked', 'new', { email }, null, 'not_booked'],
		['New users: not eligible', 'new', { ...booked, eligible: 'no' }, null, 'not_eligible'],
		[
			'New users: an invigilator needs no booking',
			'new',
			{ email, role: 'invigilator' },
			null,
			'sent'
		],
		['New and updated: a new user', 'new_and_updated', booked, null, 'sent'],
		[
			'New and updated: a venue changes',
			'new_and_updated',
			booked,
			{ bookingStatus: 'Booked' },
			'sent'
		],
		['New and updated: booked now', 'new_and_updated', booked, { venue: 'Hall' }, 'sent'],
		[
			'New and updated: a phone alone tells nobody anything',
			'new_and_updated',
			{ ...booked, phone: '+447700900001' },
			{ bookingStatus: 'Booked', venue: 'Hall' },
			'none'
		],
		[
			'New and updated: a user who is not booked any more',
			'new_and_updated',
			{ email, bookingStatus: 'Not Booked' },
			{ bookingStatus: 'Booked', venue: 'Hall' },
			'not_booked'
		]
	])('%s', async (_, emailDetails, cells, before, expected) => {
		const users = before ? [inExam(before)] : [];
		const made = plan(await check(users, [row('a', cells)]), { ...override, emailDetails });
		expect(mailOfRow(made, 0)).toBe(expected);
	});

	test('Y9 nobody for an exam that has begun', async () => {
		const checked = await check([], [row('a', booked)]);
		const settings = { ...override, emailDetails: 'new' } as const;
		expect(mailOfRow(plan(checked, settings, { hasExamStarted: true }), 0)).toBe('exam_started');
	});

	test('a new registration of a stored user is told', async () => {
		const users = [stored('a', { email, registrations: { [otherExamId]: registered } })];
		const settings = { uploadType: 'update_only', emailDetails: 'new_and_updated' } as const;
		expect(mailOfRow(plan(await check(users, [row('a', booked)]), settings), 0)).toBe('sent');
	});

	const noEmail = { bookingStatus: 'Booked', venue: 'Hall' } as const;
	test.each<[string, Settings['emailDetails'], Row, string, string]>([
		['who is mailed', 'new', noEmail, 'new', 'error email_required'],
		['nobody else', 'none', noEmail, 'new', 'create'],
		['not who is left out of the mail', 'new', {}, 'new', 'create'],
		['a stored user with none', 'new_and_updated', noEmail, '', 'error email_required'],
		['not one whose address is stored', 'new_and_updated', noEmail, email, 'update']
	])('F6 an email is required of %s', async (_, emailDetails, cells, address, expected) => {
		const users = address === 'new' ? [] : [inExam({}, address)];
		const made = plan(await check(users, [row('a', cells)]), { ...override, emailDetails });
		expect(told(made)).toEqual([expected]);
	});

	test('P6 a blank cell does not clear the address that the mail needs', async () => {
		const checked = await check([inExam()], [row('a', { ...noEmail, email: '' })]);
		const settings = { ...override, emailDetails: 'new_and_updated', blankCells: 'clear' } as const;
		const made = plan(checked, settings);
		expect(told(made)).toEqual(['update']);
		expect(made.clears[0]).toBe(0);
		expect((made.flags[0] as number) & planFlag.keptOnClear).not.toBe(0);
	});
});
