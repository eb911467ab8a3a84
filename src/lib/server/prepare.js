/**
 * What `npm start` and `npm test` do first on a fresh clone: install, and build when the sources are newer.
 * Uses nothing but Node: it runs before there are packages.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

const buildInputs = [
	'package.json',
	'package-lock.json',
	'svelte.config.js',
	'vite.config.ts',
	'tsconfig.json',
	'src',
	'static'
];

/** @param {string} path relative to the root */
const modifiedMs = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/**
 * The newest change under a path. Folders count too: theirs is the only trace of a removed file. What the build makes of
 * the messages does not.
 * @param {string} path relative to the root
 * @returns {number} milliseconds since 1970
 */
function newestMs(path) {
	const stat = statSync(join(root, path), { throwIfNoEntry: false });
	if (!stat) return 0;
	if (!stat.isDirectory()) return stat.mtimeMs;
	if (path.endsWith('paraglide')) return 0;
	return Math.max(
		stat.mtimeMs,
		...readdirSync(join(root, path)).map((name) => newestMs(join(path, name)))
	);
}

/**
 * Runs a command in the root and shows what it says.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {boolean} whether it succeeded
 */
export function run(command, args) {
	// npm is a script on Windows, which only a shell can start.
	const shell = process.platform === 'win32';
	return spawnSync(command, args, { cwd: root, stdio: 'inherit', shell }).status === 0;
}

/** Installs the packages when there are none, or older ones than the lock file names. */
export function install() {
	const installed = modifiedMs('node_modules/.package-lock.json');
	if (installed > 0 && installed >= modifiedMs('package-lock.json')) return true;
	console.log('Installing the packages …');
	return run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund']);
}

/** Builds the app when there is no build, or an older one than the sources. */
export function build() {
	// What the build writes last.
	const built = modifiedMs('build/commands/run.js');
	if (built > 0 && built >= Math.max(...buildInputs.map(newestMs))) return true;
	console.log('Building the app …');
	return run('npm', ['run', '--silent', 'build']);
}
