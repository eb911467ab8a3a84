/** What is planned again in part after an edit is what planning all rows says: to the last count, cause and order (V3). */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { writeCsv } from '../../src/lib/files/write';
import { removeDraft } from '../../src/lib/storage/drafts';
import { examOf } from '../../src/lib/worker/context';
import { editCells, skipRows, undo } from '../../src/lib/worker/editing';
import { holdDraft } from '../../src/lib/worker/locks';
import type { OpenDraft } from '../../src/lib/worker/open-draft';
import { planWhole } from '../../src/lib/worker/review';
import { createDevice, fileOf, read, save, type Device } from '../device';

const header = [
	'Client ID',
	'Username',
	'First Name',
	'Email',
	'Phone',
	'Password',
	'Deleted',
	'Venue',
	'Booking Status'
];
/** By column: numbers stand for values that no other row has. */
const pools: readonly (readonly string[])[] = [
	['#', '#', '#', 'C-a', 'C-b', '9.19E+11', ''],
	['#', '#', '#', 'u.a', 'u.b', 'admin', ''],
	['Ada', 'Bo', ''],
	['#', '#', 'a@x.example', 'kim@gmial.com', 'wrong', ''],
	['0771 900 123', '0771 900 124', '+447700900123', ''],
	['', '', 'password1', 'Vy7-quartz-Mole', 'short'],
	['', '', '', '', 'yes', 'maybe'],
	['Melbourne', 'Melbourne', 'Harbour Hall', 'Nowhere', ''],
	['Booked', 'Not Booked', '']
];

const cellOf = (place: number) => fc.constantFrom(...(pools[place] as readonly string[]));
/** Twenty rows at least: from there on a cause of nearly all is one message (F12). */
const file = fc.array(fc.tuple(...header.map((_, place) => cellOf(place))), {
	minLength: 20,
	maxLength: 26
});
const edit = fc.nat(header.length - 1).chain((place) =>
	fc.record({
		row: fc.nat(25),
		place: fc.constant(place),
		text: fc.option(cellOf(place), { freq: 6 })
	})
);
const deed = fc.oneof(
	{ weight: 6, arbitrary: fc.array(edit, { minLength: 1, maxLength: 3 }) },
	fc.record({ row: fc.nat(25), isSkipped: fc.boolean() }),
	fc.constant('undo' as const)
);
const settings = fc.record({
	uploadType: fc.constantFrom('add_new', 'add_and_update', 'update_only'),
	existingDetails: fc.constantFrom('no_changes', 'override'),
	existingPassword: fc.constantFrom('no_changes', 'update'),
	emailDetails: fc.constantFrom('none', 'new_and_updated'),
	allowDeletes: fc.constantFrom('no', 'yes'),
	preventDuplicateEmails: fc.constantFrom('yes', 'no')
});

const numRuns = Number(process.env['RUNS'] ?? 60);

let device: Device;
let number = 0;

beforeAll(async () => {
	device = await createDevice();
	const { db } = device.context;
	const exam = await examOf(db, device.examId);
	if (!exam) throw new Error('no exam');
	const seats = { Melbourne: 6, 'Harbour Hall': 1 } as Readonly<Record<string, number>>;
	const venues = exam.venues.map(({ name }) => ({ name, seats: seats[name] ?? null }));
	await db.exams.put({ ...exam, venues });
	const lines = ['C-a,u.a,Ada,a@x.example,Melbourne,Booked', 'C-b,u.b,Bo,b@x.example,,'];
	const head = 'Client ID,Username,First Name,Email,Venue,Booking Status';
	await save(device, await read(device, fileOf([head, ...lines])));
});

/** A value of its own where the pool says so. */
function filled(place: number, text: string): string {
	if (text !== '#') return text;
	number += 1;
	return place === 3 ? `own${number}@x.example` : `own${number}`;
}

async function show(open: OpenDraft): Promise<string> {
	device.context.open = open;
	await holdDraft(open.draft.id, { takesOver: true });
	return open.draft.id;
}

async function doOne(
	draftId: string,
	rows: number,
	one: typeof deed extends fc.Arbitrary<infer T> ? T : never
): Promise<void> {
	const { context } = device;
	if (one === 'undo') {
		await undo(context, { draftId }, new AbortController().signal);
	} else if (Array.isArray(one)) {
		const cells = one.map(({ row, place, text }) => ({
			row: row % rows,
			place,
			text: text === null ? null : filled(place, text)
		}));
		await editCells(context, { draftId, cells });
	} else {
		await skipRows(context, { draftId, rows: [one.row % rows], isSkipped: one.isSkipped });
	}
}

/** All that is planned and counted, apart from what it is kept in. */
function told({ plan, summary, fullVenues }: OpenDraft) {
	return structuredClone({
		plan,
		full: [...fullVenues],
		summary: {
			...summary,
			groups: [...summary.groups].sort(([one], [other]) => (one < other ? -1 : 1)),
			wide: [...summary.wide].sort()
		}
	});
}

test('V3 planned again in part is planned again as a whole', async () => {
	let inPart = 0;
	await fc.assert(
		fc.asyncProperty(
			file,
			settings,
			fc.array(deed, { minLength: 1, maxLength: 5 }),
			async (cells, chosen, deeds) => {
				const rows = cells.map((row) => row.map((text, place) => filled(place, text)));
				const open = await read(device, new File([writeCsv(header, rows)], 'users.csv'), chosen);
				const draftId = await show(open);
				for (const one of deeds) {
					const { action } = open.plan;
					await doOne(draftId, open.facts.count, one);
					// Only a plan in part stands where the one before stood.
					if (open.plan.action === action) inPart += 1;
					const inPartTold = told(open);
					await planWhole(open, device.context);
					expect(inPartTold).toEqual(told(open));
				}
				await removeDraft(device.context.db, draftId);
			}
		),
		{ numRuns }
	);
	expect(inPart).toBeGreaterThan(numRuns / 2);
}, 300_000);
