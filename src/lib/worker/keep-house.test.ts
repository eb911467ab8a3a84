import { expect, test } from 'vitest';
import { createDevice, fileOf, read } from '../../../tests/device';
import { draftDays } from '../storage/drafts';
import { keepHouse } from './keep-house';

const dayMs = 24 * 3600_000;
const file = fileOf(['Client ID,Username,First Name', 'C-1,ada,Ada']);

/** A device with a draft, as many days after it was left. */
async function later(days: number) {
	const device = await createDevice();
	const draft = await read(device, file);
	const nowMs = () => Date.now() + days * dayMs;
	const left = { ...device.context, open: null, nowMs };
	return { draft, left, drafts: () => device.context.db.drafts.toCollection().primaryKeys() };
}

test('V7 a draft that was left goes after its time, with its rows, and the screen is told', async () => {
	const { draft, left, drafts } = await later(draftDays + 1);
	expect(await drafts()).toEqual([draft.draft.id]);
	expect(await keepHouse(left)).toBe(true);
	expect(await drafts()).toEqual([]);
	expect(await left.db.draftPages.count()).toBe(0);
});

test('V7 before that nothing goes, and nothing is told', async () => {
	const { draft, left, drafts } = await later(draftDays - 1);
	expect(await keepHouse(left)).toBe(false);
	expect(await drafts()).toEqual([draft.draft.id]);
});

test('V7 the draft in hand stays, however old it is', async () => {
	const { draft, left, drafts } = await later(draftDays + 1);
	expect(await keepHouse({ ...left, open: draft })).toBe(false);
	expect(await drafts()).toEqual([draft.draft.id]);
});
