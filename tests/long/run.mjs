/**
 * `npm run test:long -- --minutes N`: kills, simulation and fuzz in rounds with new seeds, in turns, until the time is
 * over or all is done. It goes on where it was: what was done stands in a file of seeds, which `--fresh` begins anew. The
 * sum is written to tests/RESULTS.md, with date and commit; a round that failed prints how to run its seed again.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { build, root } from '../../src/lib/server/prepare.js';
import { findChromium } from '../tools/chromium.mjs';

const { values } = parseArgs({
	options: {
		minutes: { type: 'string', default: '60' },
		only: { type: 'string', default: '' },
		fresh: { type: 'boolean', default: false }
	}
});

/**
 * @typedef {{
 *   name: string, unit: 'kills' | 'schedules' | 'minutes', target: number,
 *   needsBuild?: boolean, command: (seed: number) => string[], env?: Record<string, string>, count: (said: string) => number
 * }} Part
 */

const vitest = (/** @type {string} */ file) => ['npx', 'vitest', 'run', '--maxWorkers', '1', file];
/** What the tests print of themselves. */
const sum = (/** @type {RegExp} */ pattern) => (/** @type {string} */ said) =>
	[...said.matchAll(pattern)].reduce((all, [, number]) => all + Number(number), 0);
const none = () => 0;
const schedules = 200;

/** @type {readonly Part[]} */
const parts = [
	{
		name: 'browser killed in saving and undoing',
		needsBuild: true,
		unit: 'kills',
		target: 200,
		command: () => [
			'npm',
			'run',
			'--silent',
			'test:e2e',
			'--',
			'--workers',
			'1',
			'/kill',
			'undo-kill'
		],
		env: { FULL: '1' },
		count: sum(/(\d+) kills/g)
	},
	{
		name: 'server killed in mid-push, on each engine',
		needsBuild: true,
		unit: 'kills',
		target: 200,
		command: () => vitest('tests/faults/server-kill'),
		env: { KILLS: '20' },
		count: sum(/(\d+) kills,/g)
	},
	{
		name: 'schedules of the sync protocol',
		unit: 'schedules',
		target: 100_000,
		command: (seed) => {
			const range = ['--from', String(seed * schedules + 1), '--seeds', String(schedules)];
			return [
				'node',
				'tests/sim/run.mjs',
				...range,
				'--parts',
				'1',
				'--state',
				'long.json',
				'--fresh'
			];
		},
		count: sum(/(\d+) schedules \(seeds/g)
	},
	{
		name: 'broken CSV and XLSX files',
		unit: 'minutes',
		target: 20,
		command: () => vitest('tests/faults/reading-fuzz'),
		env: { FULL: '1' },
		count: none
	},
	{
		name: 'broken ZIP archives',
		unit: 'minutes',
		target: 20,
		command: () => vitest('tests/faults/zip.test'),
		env: { FULL: '1' },
		count: none
	},
	{
		name: 'broken images',
		unit: 'minutes',
		target: 20,
		command: () => vitest('tests/faults/images'),
		env: { FULL: '1' },
		count: none
	}
];

const cache = `${root}node_modules/.cache/muster-long/`;
const seedsFile = `${cache}seeds.json`;

/** @typedef {{ done: number, nextSeed: number, failures: { seed: number, commit: string }[] }} Progress */
/** @type {Record<string, Progress>} */
const progress = values.fresh ? {} : readProgress();

function readProgress() {
	try {
		return JSON.parse(readFileSync(seedsFile, 'utf8'));
	} catch {
		return {};
	}
}

/** @param {Part} part @returns {Progress} */
const of = ({ name }) => (progress[name] ??= { done: 0, nextSeed: 0, failures: [] });
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
	cwd: root,
	encoding: 'utf8'
});

/** @param {Part} part */
async function runRound(part) {
	const own = of(part);
	const seed = own.nextSeed;
	const [command = '', ...args] = part.command(seed);
	console.log(`\n${part.name}, seed ${seed}`);
	const began = Date.now();
	const env = { ...process.env, ...part.env, SEED: String(seed), CHROMIUM: findChromium() ?? '' };
	const child = spawn(command, args, { cwd: root, env, shell: process.platform === 'win32' });
	let said = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text) => (said += text));
	}
	const [code] = await once(child, 'close');
	own.nextSeed += 1;
	own.done += part.unit === 'minutes' ? (Date.now() - began) / 60_000 : part.count(said);
	if (code !== 0) {
		own.failures.push({ seed, commit: commit.trim() });
		const settings = Object.entries({ ...part.env, SEED: seed }).map((pair) => pair.join('='));
		console.log(`${said}\nFAILED, again by: ${settings.join(' ')} ${command} ${args.join(' ')}`);
	}
	mkdirSync(cache, { recursive: true });
	writeFileSync(seedsFile, JSON.stringify(progress));
}

function report() {
	const lines = parts.map((part) => {
		const { done, nextSeed, failures } = of(part);
		const unit = part.unit === 'minutes' ? 'minutes' : part.unit;
		const failed = failures.map(({ seed, commit: at }) => `${seed} (${at})`).join(', ') || 'none';
		return `| ${part.name} | ${Math.round(done)} of ${part.target} ${unit} | ${nextSeed} | ${failed} |`;
	});
	return `${[
		'# Results of the long run',
		'',
		`\`npm run test:long\`, last on ${new Date().toISOString().slice(0, 10)} at commit ${commit.trim()}, Node ${process.version}.`,
		'Each round has a seed of its own; those that failed stand with the commit they failed at.',
		'',
		'| what | done | rounds | seeds that failed |',
		'|---|---|---|---|',
		...lines
	].join('\n')}\n`;
}

const chosen = parts.filter(({ name }) => name.includes(values.only));
const isOpen = (/** @type {Part} */ part) => of(part).done < part.target;
if (chosen.some((part) => part.needsBuild && isOpen(part)) && !build()) process.exit(1);
const endMs = Date.now() + Number(values.minutes) * 60_000;
while (Date.now() < endMs && chosen.some(isOpen)) {
	for (const part of chosen) if (isOpen(part) && Date.now() < endMs) await runRound(part);
}
writeFileSync(`${root}tests/RESULTS.md`, report());
console.log(`\n${report()}`);
process.exitCode = parts.some((part) => of(part).failures.length > 0) ? 1 : 0;
