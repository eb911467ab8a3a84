/**
 * V6: what Muster writes, opened by a real spreadsheet program, has no formula in it. LibreOffice shows the formulas of a
 * file as it converts it. Needs `soffice`, of Debian's libreoffice-calc: full runs only.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemRowsOf } from '../../src/lib/worker/problem-rows';
import { reportOf } from '../../src/lib/worker/report';
import { createDevice, fixture, read } from '../device';

/** Comma, quotation mark, UTF-8, first line, …, cells as formulas where they are formulas. */
const showingFormulas = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,true';
const runsFormula = /^"?[=＝]/m;

let folder = '';
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'muster-spreadsheet-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The file as the spreadsheet program holds it: a cell that is a formula begins with its sign. */
async function opened(name: string, content: Blob): Promise<string> {
	const path = join(folder, `${name}.csv`);
	await writeFile(path, new Uint8Array(await content.arrayBuffer()));
	const out = join(folder, 'opened');
	const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`;
	const args = [profile, '--headless', '--convert-to', showingFormulas, '--outdir', out, path];
	await promisify(execFile)('soffice', args);
	return readFile(join(out, `${name}.csv`), 'utf8');
}

const cellsOf = (text: string) => text.split(/[\r\n]+|,(?=(?:[^"]*"[^"]*")*[^"]*$)/);

describe.runIf(process.env['FULL'])('V6 in a spreadsheet', () => {
	test('the file as it came does hold formulas: the check can fail', async () => {
		const text = await opened('formulas', fixture('formulas.csv'));
		expect(cellsOf(text).filter((cell) => runsFormula.test(cell)).length).toBeGreaterThan(0);
	}, 120_000);

	test('report and rows with problems hold none', async () => {
		const device = await createDevice();
		const open = await read(device, fixture('formulas.csv'), { newUserPassword: 'required' });
		expect(open.summary.actions.error).toBe(open.facts.count);
		const files = {
			report: await reportOf(device.context, open, 'csv'),
			problems: await problemRowsOf(device.context, open, true)
		};
		for (const [name, content] of Object.entries(files)) {
			const text = await opened(name, content);
			expect(text.split('\n').length).toBeGreaterThan(open.facts.count);
			expect(cellsOf(text).filter((cell) => runsFormula.test(cell))).toEqual([]);
		}
	}, 120_000);
});
