/** Stored users, rows and settings for properties of plans, and the users that a plan leaves. */
import fc from 'fast-check';
import { actionOrder } from '../../src/lib/core/row-state';
import { foldKey } from '../../src/lib/core/match';
import { applyEffect, newPerson, personOf } from '../../src/lib/core/persons';
import { planFlag, type Plan } from '../../src/lib/core/plan-table';
import { userFields, type User } from '../../src/lib/core/records';
import { choices, type Settings } from '../../src/lib/core/settings';
import { examId, otherExamId, registered, row, stored, type Checked, type Row } from '../world';

const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const name = fc.constantFrom(...names);
const email = fc.constantFrom('', ...names.map((of) => `${of}@x.example`), 'A@x.example');
const phone = fc.constantFrom('', '+447700900001', '+447700900002');
const title = fc.constantFrom('', 'Mr', 'Dr');
const venue = fc.constantFrom('', 'Hall', 'Annex');

const user = (of: string) =>
	fc
		.record({
			clientId: fc.constantFrom(`C-${of}`, `C-${of}`, ''),
			email,
			phone,
			title,
			lastName: fc.constantFrom('', 'Last'),
			mustChangePassword: fc.boolean(),
			registrations: fc.oneof(
				{
					weight: 3,
					arbitrary: venue.map((hall) => ({ [examId]: { ...registered, venue: hall } }))
				},
				fc.constant({ [otherExamId]: registered }),
				fc.constant({ [examId]: registered, [otherExamId]: registered }),
				fc.constant({})
			)
		})
		.map((values) => stored(of, values));

export const users = fc.subarray(names).chain((of) => fc.tuple<User[]>(...of.map(user)));
/** As the store holds them while "Prevent duplicate emails" is on. */
export const unsharedUsers = users.map((all) => {
	const seen = new Set<string>();
	return all.map((each) => {
		const key = foldKey(each.email);
		const isTaken = key !== '' && seen.has(key);
		seen.add(key);
		return isTaken ? { ...each, email: '' } : each;
	});
});

const cells = (of: fc.Arbitrary<string>) =>
	of.chain((whose) =>
		fc
			.record(
				{
					username: fc.constantFrom(`u.${whose}`, `U.${whose}`, `u.${whose}`),
					clientId: fc.constantFrom(`C-${whose}`, `C-${whose}`, `c-${whose}`, '', 'C-a'),
					firstName: fc.constantFrom('Name', 'Other', ''),
					lastName: fc.constantFrom('', 'Last', 'New'),
					title,
					email: fc.oneof({ weight: 6, arbitrary: email }, fc.constant('not an email')),
					phone,
					role: fc.constantFrom('', 'candidate', 'marker', 'chef'),
					venue,
					eligible: fc.constantFrom('', 'no', 'yes'),
					deleted: fc.constantFrom('', '', '', 'no', 'yes'),
					password: fc.constantFrom('', '', 'p'),
					weak: fc.boolean(),
					ragged: fc.constantFrom(false, false, false, false, false, true)
				},
				{ requiredKeys: ['username'] }
			)
			.map((made) => row(whose, made as Row))
	);

export const rows = fc.array(cells(name), { minLength: 1, maxLength: 9 });
/** At most one row for each name, in any order. */
export const distinctRows = fc
	.shuffledSubarray(names, { minLength: 1 })
	.chain((of) => fc.tuple<Row[]>(...of.map((each) => cells(fc.constant(each)))));

export const settings: fc.Arbitrary<Partial<Settings>> = fc.record({
	uploadType: fc.constantFrom('add_new', 'add_and_update', 'update_only'),
	existingDetails: fc.constantFrom(...choices.existingDetails),
	existingPassword: fc.constantFrom(...choices.existingPassword),
	forcePasswordChange: fc.constantFrom(...choices.forcePasswordChange),
	newUserPassword: fc.constantFrom(...choices.newUserPassword),
	allowDeletes: fc.constantFrom(...choices.allowDeletes),
	blankCells: fc.constantFrom(...choices.blankCells),
	preventDuplicateEmails: fc.constantFrom(...choices.preventDuplicateEmails)
});

export const options = fc.record({ hasSealingKey: fc.constantFrom(true, true, true, false) });

/** The users that a save of this plan leaves, deleted ones left out; a created one gets the id of its name. */
export function usersAfter({ users: before, facts, records }: Checked, made: Plan): User[] {
	const after = new Map<number | string, User>(before.entries());
	const write = (ordinal: number, person: ReturnType<typeof personOf> | null) => {
		if (person === null) return after.delete(ordinal);
		const old = before[ordinal];
		const { registration, mustChangePassword } = person;
		const values = { ...Object.fromEntries(userFields.map((f) => [f, person.user[f]])) };
		const user = {
			...(old ?? stored('new', { registrations: {} })),
			...values,
			mustChangePassword
		} as User;
		const exams = { ...user.registrations, ...(registration ? { [examId]: registration } : {}) };
		after.set(old ? ordinal : `new ${user.username}`, { ...user, registrations: exams });
		return true;
	};
	const folded = new Set(made.folds.flatMap((fold) => fold.rows));
	for (const fold of made.folds) write(fold.ordinal, fold.after);
	for (let place = 0; place < facts.count; place += 1) {
		if (folded.has(place)) continue;
		const action = actionOrder[made.action[place] as number];
		const met = facts.met[place] as number;
		const effect = {
			sets: made.sets[place] as number,
			clears: made.clears[place] as number,
			addsToExam: ((made.flags[place] as number) & planFlag.addsToExam) !== 0,
			takesOut: ((made.flags[place] as number) & planFlag.takesOut) !== 0,
			forcesChange: ((made.flags[place] as number) & planFlag.forcesChange) !== 0
		};
		const record = records[place] ?? {};
		if (action === 'delete') write(met, null);
		if (action === 'create') write(-1, applyEffect(newPerson, record, effect));
		if (action === 'update') {
			write(met, applyEffect(personOf(before[met] as User, examId), record, effect));
		}
	}
	return [...after.values()];
}

export const plain = (all: readonly User[]) =>
	all
		.map((each) => ({ ...each, id: '' }))
		.sort((one, other) => one.username.localeCompare(other.username));

export function run<T extends [unknown, ...unknown[]]>(
	runs: number,
	arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
	holds: (...values: T) => Promise<void>
) {
	return fc.assert(fc.asyncProperty(...arbitraries, holds), { numRuns: runs });
}
