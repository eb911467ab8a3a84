/** `npm run test:faults`: all of tests/faults at full length, on a build that is up to date. */
import { build, run } from '../../src/lib/server/prepare.js';

process.env['FULL'] = '1';
const succeeded =
	(process.env['BUILD'] || build()) && run('npx', ['vitest', 'run', 'tests/faults']);
process.exitCode = succeeded ? 0 : 1;
