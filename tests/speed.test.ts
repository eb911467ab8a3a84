/**
 * Guards the speed of the main job against gross mistakes only: a step that takes three times what it took beside
 * PapaParse over the same bytes. How fast it is tells `npm run bench`, in a browser.
 */
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { bigCsv } from './bench/make-big.mjs';
import { createDevice, read, replan, save } from './device';

const rows = 10_000;
const tries = 3;

/** What each step took of PapaParse's time when this was written, with the database in memory. */
const usual = { read: 8, settings: 0.3, save: 9 };
const gross = 3;

function papaMs(bytes: readonly Uint8Array[]): number {
	const started = performance.now();
	const text = new TextDecoder().decode(Buffer.concat(bytes));
	const { data } = Papa.parse<string[]>(text, { header: false, skipEmptyLines: true });
	expect(data).toHaveLength(rows + 1);
	return performance.now() - started;
}

async function timed(work: () => unknown): Promise<number> {
	const started = performance.now();
	await work();
	return performance.now() - started;
}

test('no step takes three times what it took beside PapaParse', async () => {
	const bytes = [...bigCsv({ rows, seed: 7, passwordEvery: 10 })];
	const file = new File(bytes as BlobPart[], 'big.csv');
	const least = { papa: Infinity, read: Infinity, settings: Infinity, save: Infinity };
	// The least of a few tries: other work on the machine can only add to it.
	for (let turn = 0; turn < tries; turn += 1) {
		const device = await createDevice();
		least.papa = Math.min(least.papa, papaMs(bytes));
		const started = performance.now();
		const open = await read(device, file);
		least.read = Math.min(least.read, performance.now() - started);
		const settings = { uploadType: 'add_and_update', existingDetails: 'override' } as const;
		least.settings = Math.min(least.settings, await timed(() => replan(device, open, settings)));
		least.save = Math.min(least.save, await timed(() => save(device, open)));
	}
	const ratios = {
		read: least.read / least.papa,
		settings: least.settings / least.papa,
		save: least.save / least.papa
	};
	expect(ratios.read).toBeLessThan(usual.read * gross);
	expect(ratios.settings).toBeLessThan(usual.settings * gross);
	expect(ratios.save).toBeLessThan(usual.save * gross);
}, 120_000);
