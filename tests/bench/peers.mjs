/** Side by side with what people use today: the same file, each beside PapaParse alone in its own worker. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBench } from './browser.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Apart from the project's own packages: nothing of it is ever in the app. */
const cache = join(here, '../../node_modules/.cache/muster-peers');
const root = join(cache, 'peers');

/** What each one does of the main job. */
const peers = {
	plainWay: 'PapaParse 5.7.1 + zod 4.6.7 for each row + Dexie 4.4.7 bulkPut: reads, checks, stores',
	papaAndZod: 'PapaParse 5.7.1 + zod 4.6.7 for each row: reads, checks',
	csvParseAndAjv: 'csv-parse 7.0.3 + ajv 8.20.0: reads, checks',
	reactSpreadsheetImport:
		'react-spreadsheet-import 4.7.1, its validation: reads, checks, finds duplicates'
};

/** What was looked at and cannot be run without its screens or its service. */
export const notRun =
	'@importcsv/react 0.6.1 and csvbox judge rows inside their screens or on their own servers, and were not run.';

/** The plain way takes minutes for a million rows, and two of the others all of the memory. */
const mostRows = 100_000;

/** @param {readonly number[]} sizes */
export async function benchPeers(sizes) {
	cpSync(join(here, 'peers'), root, { recursive: true });
	cpSync(join(here, 'make-big.mjs'), join(cache, 'make-big.mjs'));
	if (!existsSync(join(root, 'node_modules'))) {
		const how = ['ci', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'];
		execFileSync('npm', how, { cwd: root, stdio: 'inherit' });
	}
	const bench = await startBench(root, false);
	const browser = await bench.open();
	/** @type {Record<string, Record<string, string>>} */
	const table = {};
	for (const rows of sizes.filter((size) => size <= mostRows)) {
		const found = await browser.step('run', { rows, names: Object.keys(peers) });
		for (const [name, what] of Object.entries(peers)) {
			const { ms, papaMs, error } = found[name];
			const shown = error ?? `${ms.toFixed(0)} ms = ${(ms / papaMs).toFixed(1)} P`;
			table[what] = { ...table[what], [rows.toLocaleString('en')]: shown };
		}
	}
	await browser.close();
	bench.close();
	return table;
}
