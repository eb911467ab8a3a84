/**
 * `npm test`, on a fresh clone too: installs, then runs the unit and property tests with types and lint beside them, the
 * build and the end-to-end tests, each to its end, and closes with the sum of all on a line of its own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, root, run } from '../../src/lib/server/prepare.js';

/** @typedef {{ passed: number, failed: number }} Counts */

const reports = mkdtempSync(join(tmpdir(), 'muster-test-'));
const isColoured = process.stdout.isTTY && !process.env['NO_COLOR'];

/** @param {string} title */
function announce(title) {
	console.log(isColoured ? `\n\x1b[1m${title}\x1b[0m` : `\n${title}`);
}

/** @param {string} text */
function giveUp(text) {
	console.error(text);
	console.log('0 passed, 1 failed');
	process.exit(1);
}

/**
 * @param {string} script of package.json
 * @param {readonly string[]} [args]
 */
const npmRun = (script, args = []) =>
	run('npm', ['run', '--silent', script, ...(args.length ? ['--', ...args] : [])]);

/**
 * A check that is passed or failed as a whole. It runs beside other work: what it says is told when it has ended.
 * @param {string} title
 * @param {string} script
 * @returns {Promise<Counts>}
 */
async function check(title, script) {
	const shell = process.platform === 'win32';
	const child = spawn('npm', ['run', '--silent', script], { cwd: root, shell });
	let said = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text) => (said += text));
	}
	const [code] = await once(child, 'close');
	announce(title);
	process.stdout.write(said);
	return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** @returns {Promise<Counts[]>} */
async function checks() {
	return [await check('Types', 'types'), await check('Lint', 'lint')];
}

/**
 * A runner of many tests that writes a report. One that ran nothing, or failed beside its tests, is a failure too.
 * @param {string} title
 * @param {(report: string) => boolean | Promise<boolean>} start
 * @param {(report: any) => Counts} count
 * @returns {Promise<Counts>}
 */
async function runner(title, start, count) {
	announce(title);
	const path = join(reports, `${title.replaceAll(' ', '-')}.json`);
	const succeeded = await start(path);
	let counts = { passed: 0, failed: 0 };
	try {
		counts = count(JSON.parse(readFileSync(path, 'utf8')));
	} catch {
		console.error(`${title}: no report was written.`);
	}
	if (counts.passed + counts.failed === 0) console.error(`${title}: no test was run.`);
	const isSound = succeeded && counts.passed > 0;
	return isSound || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

/**
 * @param {string} script of package.json that runs vitest
 * @param {readonly string[]} [more]
 */
const unitTests =
	(script, more = []) =>
	async (/** @type {string} */ report) => {
		const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
		const args = ['run', '--silent', script, '--', ...reporters, ...more];
		const shell = process.platform === 'win32';
		const child = spawn('npm', args, { cwd: root, stdio: 'inherit', shell });
		const [code] = await once(child, 'close');
		return code === 0;
	};

/**
 * @param {any} report of vitest
 * @returns {Counts}
 */
const countUnits = (report) => ({
	passed: report.numPassedTests,
	failed: report.numFailedTests
});

if (!install()) giveUp('The packages could not be installed: see the lines above.');
const { findChromium } = await import('./chromium.mjs');
if (!findChromium()) run('npx', ['playwright', 'install', 'chromium']);
const browser = findChromium();
if (!browser)
	giveUp('The tests need Chromium: install it, or set CHROMIUM to the path of its program.');
process.env['CHROMIUM'] = browser;

if (!npmRun('sync')) giveUp('What the types and messages are made from could not be read.');

// Types and lint keep one core: the unit tests take the others, which makes both end at about the same time.
const workers = String(Math.max(1, availableParallelism() - 1));
const [units, checked] = await Promise.all([
	runner('Unit tests', unitTests('test:unit', ['--maxWorkers', workers]), countUnits),
	checks()
]);
const results = [...checked, units];
announce('Build');
if (npmRun('build')) {
	results.push(
		await runner('Killed servers, cut networks', unitTests('test:served'), countUnits),
		await runner(
			'End to end',
			(report) => {
				process.env['E2E_REPORT'] = report;
				return npmRun('test:e2e');
			},
			({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky })
		)
	);
} else {
	results.push({ passed: 0, failed: 1 });
}
rmSync(reports, { recursive: true });

const passed = results.reduce((sum, counts) => sum + counts.passed, 0);
const failed = results.reduce((sum, counts) => sum + counts.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
