/**
 * `npm run test:sim`: 100,000 schedules in processes side by side. A run that was broken off goes on where it was, as long
 * as the code is the same; `--fresh` begins anew. `--seeds N --from S --parts P`; one seed alone prints what happened.
 * `npm run test:planted`: the checker against known mistakes.
 */
import { fork, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { run } from '../../src/lib/server/prepare.js';

const { values } = parseArgs({
	options: {
		seeds: { type: 'string', default: '100000' },
		from: { type: 'string', default: '1' },
		parts: { type: 'string', default: String(availableParallelism()) },
		fresh: { type: 'boolean', default: false },
		state: { type: 'string', default: 'state.json' },
		planted: { type: 'boolean', default: false }
	}
});
const [seeds, from, parts] = [values.seeds, values.from, values.parts].map(Number);

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Beside the packages, so that what is not bundled is found. */
const cache = `${root}node_modules/.cache/muster-sim/`;
const stateFile = `${cache}${values.state}`;
const chunk = 100;
/** Processes side by side leave the collector no core of its own, and most of what is made is soon gone: an eighth less time. */
const execArgv = ['--single-threaded-gc', '--max-semi-space-size=64'];

if (values.planted) inVitest('tests/sim/planted');
else if (seeds === 1) inVitest('tests/sim/part-1');
else await runLong();

/** @param {string} file */
function inVitest(file) {
	const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'apart', file], {
		stdio: 'inherit',
		env: { ...process.env, SIM_SEEDS: values.seeds, SIM_FROM: values.from, PLANTED_SEEDS: '3000' }
	});
	process.exitCode = status ?? 1;
}

async function runLong() {
	const program = await bundle();
	const state = readState(program);
	const began = Date.now();
	const before = state.done.length;
	const left = [];
	for (let first = from; first < from + seeds; first += chunk)
		if (!state.done.includes(first)) left.push(first);
	await Promise.all(Array.from({ length: parts }, () => runPart(program, left, state)));
	const ran = (state.done.length - before) * chunk;
	const seconds = (Date.now() - began) / 1000;
	const all = state.done.filter((first) => first >= from && first < from + seeds).length * chunk;
	console.log(
		`${all} schedules (seeds ${from} to ${from + seeds - 1}), ${state.failures.length} failed; ` +
			`this run: ${ran} in ${seconds.toFixed(0)} s, ${(ran / seconds).toFixed(1)} a second`
	);
	process.exitCode = state.failures.length === 0 ? 0 : 1;
}

/** The code of both sides as one file. */
async function bundle() {
	// A fresh clone has nothing that the types extend.
	if (!run('npm', ['run', '--silent', 'sync'])) process.exit(1);
	await build({
		root,
		configFile: false,
		logLevel: 'error',
		publicDir: false,
		build: {
			ssr: 'tests/sim/worker.ts',
			outDir: cache,
			emptyOutDir: false,
			target: 'node20',
			rollupOptions: { output: { entryFileNames: 'sim.mjs' } }
		}
	});
	return `${cache}sim.mjs`;
}

/** @typedef {{ code: string, done: number[], failures: { seed: number, faults: string[] }[] }} State */

/** @param {string} program @returns {State} */
function readState(program) {
	const code = createHash('sha256').update(readFileSync(program)).digest('hex');
	const fresh = { code, done: [], failures: [] };
	if (values.fresh) return fresh;
	try {
		const state = JSON.parse(readFileSync(stateFile, 'utf8'));
		return state.code === code ? state : fresh;
	} catch {
		return fresh;
	}
}

/** @param {string} program @param {number[]} left @param {State} state */
function runPart(program, left, state) {
	const child = fork(program, { execArgv });
	return new Promise((resolve, reject) => {
		child.on('message', (/** @type {any} */ ran) => {
			if (ran) note(ran, state);
			const first = left.shift();
			if (first === undefined) return child.disconnect();
			child.send({ from: first, count: chunk });
		});
		child.on('error', reject);
		child.on('exit', (code) =>
			code === 0 ? resolve(undefined) : reject(new Error(`a part ended with ${code}`))
		);
	});
}

/** @param {{ from: number, count: number, failures: State['failures'] }} ran @param {State} state */
function note(ran, state) {
	state.done.push(ran.from);
	for (const failure of ran.failures) {
		state.failures.push(failure);
		console.log(
			`seed ${failure.seed}, again by: npm run test:sim -- --seeds 1 --from ${failure.seed}`
		);
		console.log(`  ${failure.faults.join('\n  ')}`);
	}
	mkdirSync(cache, { recursive: true });
	writeFileSync(stateFile, JSON.stringify(state));
	if (state.done.length % 10 === 0) console.log(`${state.done.length * chunk} schedules`);
}
