/**
 * `npm test`, on a fresh clone too: installs, then runs the unit and property tests with types, lint, the build and the
 * tests of the built server beside them, then the main way end to end, each to its end, and closes with the sum of all on
 * a line of its own. The main way is what people stand on, tagged @main: the whole job, offline, killed, full, two devices.
 * All end-to-end tests: `npm run test:e2e`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
 * Runs beside other work: what it says is told when it has ended.
 * @param {string} title
 * @param {string} script
 * @param {readonly string[]} [args]
 * @returns {Promise<boolean>}
 */
async function runQuietly(title, script, args = []) {
	const shell = process.platform === 'win32';
	const child = spawn('npm', ['run', '--silent', script, '--', ...args], { cwd: root, shell });
	let said = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text) => (said += text));
	}
	const [code] = await once(child, 'close');
	announce(title);
	process.stdout.write(said);
	return code === 0;
}

/**
 * A check that is passed or failed as a whole.
 * @param {string} title
 * @param {string} script
 * @returns {Promise<Counts>}
 */
async function check(title, script) {
	const isPassed = await runQuietly(title, script);
	return isPassed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * A runner of many tests that writes a report. One that ran nothing, or failed beside its tests, is a failure too.
 * @param {string} title
 * @param {(report: string) => boolean | Promise<boolean>} start
 * @param {(report: any) => Counts} count
 * @returns {Promise<Counts>}
 */
async function runner(title, start, count) {
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
 * Beside other work, saying at once what it says.
 * @param {string} script
 * @param {readonly string[]} args
 */
async function npmSpawn(script, args) {
	const shell = process.platform === 'win32';
	const all = ['run', '--silent', script, '--', ...args];
	const [code] = await once(spawn('npm', all, { cwd: root, stdio: 'inherit', shell }), 'close');
	return code === 0;
}

/** @param {string} report */
const reporting = (report) => [
	'--reporter=default',
	'--reporter=json',
	`--outputFile.json=${report}`
];

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

// The unit tests take most of the time and all cores, what needs no browser runs beside them. The end-to-end tests wait for
// both, since they measure whether the app keeps up.
announce('Unit tests');
const [units, { counts: others, isBuilt }] = await Promise.all([
	runner('Unit tests', (report) => npmSpawn('test:unit', reporting(report)), countUnits),
	checkAndBuild()
]);
const results = [units, ...others];
if (isBuilt) {
	results.push(
		await endToEnd('The main way, end to end', ['--project=together', '--grep', '@main'])
	);
	results.push(await endToEnd('What has to be fast', ['--project=alone']));
}

/**
 * @param {string} title
 * @param {readonly string[]} args of Playwright
 */
function endToEnd(title, args) {
	announce(title);
	return runner(
		title,
		(report) => {
			process.env['E2E_REPORT'] = report;
			return npmRun('test:e2e', args);
		},
		({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky })
	);
}

/**
 * Types, lint, the build, and the tests of the built server, one after the other.
 * @returns {Promise<{ counts: Counts[], isBuilt: boolean }>}
 */
async function checkAndBuild() {
	const checked = [await check('Types', 'types'), await check('Lint', 'lint')];
	const built = await check('Build', 'build');
	if (built.failed > 0) return { counts: [...checked, built], isBuilt: false };
	const title = 'Killed servers, cut networks';
	const served = await runner(
		title,
		(report) => runQuietly(title, 'test:served', reporting(report)),
		countUnits
	);
	return { counts: [...checked, built, served], isBuilt: true };
}
rmSync(reports, { recursive: true });

const passed = results.reduce((sum, counts) => sum + counts.passed, 0);
const failed = results.reduce((sum, counts) => sum + counts.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
