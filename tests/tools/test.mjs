/**
 * `npm test`, on a fresh clone too: installs, then runs types, lint, unit and property tests, the build and the
 * end-to-end tests, each to its end, and closes with the sum of all on a line of its own.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, run } from '../../src/lib/server/prepare.js';

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
 * A check that is passed or failed as a whole.
 * @param {string} title
 * @param {string} script
 * @returns {Counts}
 */
function check(title, script) {
	announce(title);
	return npmRun(script) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * A runner of many tests that writes a report. One that ran nothing, or failed beside its tests, is a failure too.
 * @param {string} title
 * @param {(report: string) => boolean} start
 * @param {(report: any) => Counts} count
 * @returns {Counts}
 */
function runner(title, start, count) {
	announce(title);
	const path = join(reports, `${title.replaceAll(' ', '-')}.json`);
	const succeeded = start(path);
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

/** @param {string} script of package.json that runs vitest */
const unitTests = (script) => (/** @type {string} */ report) =>
	npmRun(script, ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);

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

const results = [
	check('Types', 'check'),
	check('Lint', 'lint'),
	runner('Unit tests', unitTests('test:unit'), countUnits)
];
announce('Build');
if (npmRun('build')) {
	results.push(
		runner('Killed servers, cut networks', unitTests('test:served'), countUnits),
		runner(
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
