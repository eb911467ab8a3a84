/** What the review shows is what is saved: the whole flow from bytes to stored users, against the naive model. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writtenFields, fieldLabels } from '../../src/lib/core/fields';
import type { User } from '../../src/lib/core/records';
import { choices, type Settings } from '../../src/lib/core/settings';
import { writeCsv } from '../../src/lib/files/write';
import { createDevice, read, save, type Device } from '../device';
import { modelled } from '../model';
import { examId, row, type Row } from '../world';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const weak = 'password1';

const cells = (of: string) =>
	fc
		.record({
			username: fc.constantFrom(`u.${of}`, `U.${of}`),
			clientId: fc.constantFrom(`C-${of}`, `C-${of}`, `c-${of}`, `X-${of}`, ''),
			firstName: fc.constantFrom('Name', 'Ünal "the 1st"', "'t Hooft", ''),
			lastName: fc.constantFrom('', 'Last, Jr', '=New'),
			title: fc.constantFrom('', 'Mr', 'Dr'),
			email: fc.constantFrom(
				'',
				`${of}@x.example`,
				`${of.toUpperCase()}@x.example`,
				'not an email'
			),
			phone: fc.constantFrom('', '+447700900001', '+447700900002'),
			role: fc.constantFrom('', 'candidate', 'marker', 'chef'),
			eligible: fc.constantFrom('', 'no', 'yes'),
			venue: fc.constantFrom('', 'Melbourne', 'Harbour Hall'),
			deleted: fc.constantFrom('', '', '', 'no', 'yes'),
			strong: fc.constantFrom('', `Copper-finch-29-${of}`),
			isWeak: fc.boolean()
		})
		.map(({ strong, isWeak, ...values }) =>
			row(of, { ...values, password: strong && isWeak ? weak : strong, weak: isWeak })
		);

export const rows = fc
	.shuffledSubarray(names, { minLength: 1 })
	.chain((of) => fc.tuple<Row[]>(...of.map(cells)))
	// One password for two users is weak for another reason (W3).
	.map((all) => {
		const first = all.findIndex(({ password }) => password === weak);
		return all.map((each, at) =>
			each.password === weak && at !== first ? { ...each, password: '' } : each
		);
	});

export const settings: fc.Arbitrary<Partial<Settings>> = fc.record({
	uploadType: fc.constantFrom('add_new', 'add_and_update', 'update_only'),
	existingDetails: fc.constantFrom(...choices.existingDetails),
	existingPassword: fc.constantFrom(...choices.existingPassword),
	forcePasswordChange: fc.constantFrom(...choices.forcePasswordChange),
	newUserPassword: fc.constantFrom(...choices.newUserPassword),
	allowDeletes: fc.constantFrom(...choices.allowDeletes),
	blankCells: fc.constantFrom(...choices.blankCells)
});

export function fileOf(all: readonly Row[]): File {
	const header = writtenFields.map((field) => fieldLabels[field]);
	const lines = all.map((each) => writtenFields.map((field) => each[field] ?? ''));
	return new File([writeCsv(header, lines)], 'users.csv');
}

/** Users without what a save makes up, and with the exam of the model. */
function plain(all: readonly User[], exam: string) {
	return all
		.filter(({ deletedAt }) => deletedAt === null)
		.map((each) => {
			const registration = each.registrations[exam];
			const registrations = registration ? { [examId]: registration } : {};
			return { ...each, id: '', version: 0, registrations };
		})
		.sort((one, other) => one.username.localeCompare(other.username));
}

async function storedUsers({ context }: Device): Promise<User[]> {
	return (await context.db.userPages.toArray()).flatMap((page) => page.users);
}

export async function saveIfAny(device: Device, all: readonly Row[], policy: Partial<Settings>) {
	const open = await read(device, fileOf(all), policy);
	const { create, update, delete: deletes } = open.summary.changes;
	if (create + update + deletes > 0) await save(device, open);
	return open.summary;
}

const runsInPart = 250;

/** Runs a part of the property; the parts run side by side, each from a seed of its own. */
export function testSavedPlans(part: number): void {
	test(
		`V7, P8 users saved from two files are those of the model; a third time changes nothing (part ${part})`,
		() =>
			fc.assert(
				fc.asyncProperty(rows, rows, settings, async (base, next, policy) => {
					const device = await createDevice();
					await saveIfAny(device, base, {});
					const before = await storedUsers(device);
					const summary = await saveIfAny(device, next, policy);
					const after = await storedUsers(device);
					const expected = modelled(
						modelled([], base, { forcePasswordChange: 'weak' }),
						next,
						policy
					);
					expect(plain(after, device.examId)).toEqual(plain(expected, examId));
					expect(summary.changes.create).toBe(after.length - before.length);

					const quiet = { ...policy, existingPassword: 'no_changes' } as const;
					const { create, update } = (await saveIfAny(device, next, quiet)).changes;
					expect([create, update]).toEqual([0, 0]);
				}),
				{ numRuns: runsInPart, seed: Date.now() + part }
			),
		180_000
	);
}
