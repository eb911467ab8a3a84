/**
 * `npm run test:faults`: all of tests/faults, and the end-to-end runs with a killed browser or a full disk, at full
 * length, on a build that is up to date.
 */
import { build, run } from '../../src/lib/server/prepare.js';

process.env['FULL'] = '1';
const inBrowser = ['kill', 'quota', 'offline'];
const steps = [
	() => Boolean(process.env['BUILD']) || build(),
	() => run('npx', ['vitest', 'run', 'tests/faults']),
	() => run('npm', ['run', '--silent', 'test:e2e', '--', '--workers', '1', ...inBrowser])
];
// Each runs to its end, whatever the one before found; without a build there is nothing to run.
const [built, ...others] = steps;
const results = built?.() ? others.map((step) => step()) : [false];
process.exitCode = results.every(Boolean) ? 0 : 1;
