/** Rows told by their bytes alone have the very facts that reading their cells gives: a draft checked again reads cells. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RowFacts } from '../../src/lib/core/facts';
import { recheckDraft } from '../../src/lib/worker/recheck';
import type { OpenDraft } from '../../src/lib/worker/open-draft';
import { createDevice, fileOf, read, save } from '../device';

const header =
	'Client ID,Username,Title,First Name,Last Name,Email,Role,Phone,Password,Deleted,Eligible,Venue,Booking Status';

const number = fc.integer({ min: 0, max: 12 });
const odd = fc.constantFrom(
	'',
	' x',
	'a  b',
	'="007"',
	"'5",
	'#N/A',
	'"a ""b"""',
	'é\u0301',
	'\u0007'
);
const mostly = (usual: fc.Arbitrary<string>) =>
	fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd });
const row = fc.tuple(
	mostly(
		fc.oneof(
			number.map((n) => `CN-${n}`),
			number.map((n) => `000${n}7`),
			fc.constant('17')
		)
	),
	mostly(number.map((n) => `user.${n}`)),
	mostly(fc.constantFrom('Mr', 'MS', 'Professor of very many things', '')),
	mostly(fc.constantFrom('Ana', 'Günther', 'अनन्या', 'Žarko', 'نادية')),
	mostly(fc.constantFrom('Ek', '"Lee"', "O'Dowd", '')),
	mostly(number.map((n) => `user.${n}@${n % 5 ? 'fenland.example' : 'gmial.com'}`)),
	mostly(fc.constantFrom('Candidate', 'student', 'examiner', '')),
	mostly(fc.constantFrom('+447700900123', '07700 900123', '9.19E+11', '')),
	mostly(fc.constantFrom('', '', 'Slate-12-quay', 'short', 'user.3')),
	mostly(fc.constantFrom('0', 'yes', 'no', '')),
	mostly(fc.constantFrom('Yes', 'n', 'perhaps', '')),
	mostly(fc.constantFrom('Melbourne', 'harbour-hall', 'Elsewhere', '')),
	mostly(fc.constantFrom('Booked', 'Not Booked', 'pending', ''))
);

function factsOf({ facts, passwords, plan }: OpenDraft) {
	const columns = Object.entries(facts as unknown as Record<string, ArrayLike<number> | number>);
	const { count } = facts;
	const perRow: Partial<Record<keyof RowFacts, number>> = { keys: 6, holders: 3 };
	const cut = columns.map(([name, column]) => [
		name,
		typeof column === 'number'
			? column
			: Array.from(column).slice(0, count * (perRow[name as keyof RowFacts] ?? 1))
	]);
	return {
		...(Object.fromEntries(cut) as Record<string, unknown>),
		verdicts: Array.from({ length: count }, (_, at) => passwords.verdicts[at] ?? 0),
		action: Array.from(plan.action),
		code: Array.from(plan.code)
	};
}

function issuesOf({ causes }: OpenDraft): string[] {
	const said: string[] = [];
	for (let at = 0; at < causes.length; at += 2) {
		const { code, level, field, params } = causes.issues[causes.entries[at + 1] as number] ?? {};
		said.push(JSON.stringify([causes.entries[at], code, level, field, params]));
	}
	return said.sort();
}

test('R7 reading by bytes gives the facts, issues and plan that reading cells gives', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(row, { minLength: 1, maxLength: 8 }),
			fc.array(row, { minLength: 1, maxLength: 25 }),
			async (stored, rows) => {
				const device = await createDevice();
				const fileOfRows = (all: readonly string[][]) =>
					fileOf([header, ...all.map((cells) => cells.join(','))]);
				const first = await read(
					device,
					fileOfRows(['CN-1,user.1,,Ana,,,,,,,,,'.split(','), ...stored])
				);
				if (first.summary.changes.create > 0) await save(device, first);
				const settings = { uploadType: 'add_and_update', existingDetails: 'override' } as const;
				const open = await read(
					device,
					fileOfRows(['CN-0,user.0,,Ana,,,,,,,,,'.split(','), ...rows]),
					settings
				);
				const asRead = { facts: factsOf(open), issues: issuesOf(open) };
				const again = await recheckDraft(device.context, open.draft);
				expect({ facts: factsOf(again), issues: issuesOf(again) }).toEqual(asRead);
			}
		),
		{ numRuns: 25, endOnFailure: true }
	);
}, 60_000);
