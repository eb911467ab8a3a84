/** A setting that changes whom rows meet is a second pass over the draft; its counts are told while it runs. */
import { expect, test } from 'vitest';
import { changeSettings, readIntoDraft, resume } from '../src/lib/worker/pipeline';
import type { FromWorker, Review } from '../src/lib/worker/protocol';
import { createDevice, fileOf } from './device';

const rows = 20_000;
const lines = Array.from({ length: rows }, (_, n) => `C-${n},user${n},N,L`);

async function tellingDevice() {
	const device = await createDevice();
	const told: Review[] = [];
	const post = (message: FromWorker) => {
		if ('event' in message && message.event === 'soFar') told.push(message.review);
	};
	const context = Object.assign(device.context, { post });
	return { context, examId: device.examId, told };
}

test('S9, S12, S13 counts so far are told while the rows are checked again, and nothing can be saved from them', async () => {
	const { context, examId, told } = await tellingDevice();
	const file = fileOf(['Client ID,Username,First Name,Last Name', ...lines]);
	const { draftId, settings } = await readIntoDraft(
		context,
		{ file, examId },
		new AbortController().signal
	);
	for (const change of [
		{ matchBy: 'clientId' as const },
		{ standardiseUsernames: 'no' as const },
		{ defaults: { ...settings.defaults, title: '%1u' } }
	]) {
		told.length = 0;
		const after = await changeSettings(context, { draftId, settings: { ...settings, ...change } });
		expect(told.map(({ counts }) => [counts.rows, counts.create])).toEqual([
			[4000, 4000],
			[16_000, 16_000]
		]);
		expect(told.map(({ isSoFar, saveHeld }) => [isSoFar, saveHeld])).toEqual([
			[true, 'reading'],
			[true, 'reading']
		]);
		expect([after.isSoFar, after.saveHeld, after.counts.create]).toEqual([false, null, rows]);
	}
	// Stored as well: the same draft opened again has the last plan.
	const again = await resume(context, { draftId, takeOver: true });
	expect([again.isSoFar, again.counts.create]).toEqual([false, rows]);
});

test('S1 is one pass over the facts: no counts so far', async () => {
	const { context, examId, told } = await tellingDevice();
	const file = fileOf(['Client ID,Username,First Name,Last Name', ...lines]);
	const { draftId, settings } = await readIntoDraft(
		context,
		{ file, examId },
		new AbortController().signal
	);
	told.length = 0;
	const uploadType = 'update_only';
	const after = await changeSettings(context, { draftId, settings: { ...settings, uploadType } });
	expect([told.length, after.counts.skip]).toEqual([0, rows]);
});
