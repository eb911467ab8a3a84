/**
 * Completes package-lock.json: `node tests/tools/complete-lock.mjs` after packages were added. npm leaves out a package for
 * another platform when the registry at hand does not carry it, and `npm ci` then refuses the whole file everywhere.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = new URL('../../package-lock.json', import.meta.url);
const systems = [
	'android',
	'darwin',
	'freebsd',
	'linux',
	'netbsd',
	'openbsd',
	'openharmony',
	'sunos',
	'win32'
];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

/**
 * Optional packages that a package of the lock file names and the lock file lacks.
 * @param {Record<string, any>} packages the `packages` of a lock file
 * @returns {{ name: string, version: string, isDev: boolean }[]}
 */
export function missingPackages(packages) {
	return Object.values(packages).flatMap((owner) =>
		Object.entries(owner.optionalDependencies ?? {})
			.filter(
				([name]) => !Object.keys(packages).some((key) => key.endsWith(`node_modules/${name}`))
			)
			.map(([name, version]) => ({ name, version, isDev: Boolean(owner.dev) }))
	);
}

/**
 * What npm needs to know to pass the package by on another platform: its name says it.
 * @param {{ name: string, version: string, isDev: boolean }} missing
 */
function entryOf({ name, version, isDev }) {
	if (!/^\d+\.\d+\.\d+[\w.+-]*$/.test(version))
		throw new Error(`${name}@${version}: no exact version`);
	const words = name.split(/[/-]/);
	const os = systems.filter((system) => words.includes(system));
	const cpu = processors.filter((processor) => words.includes(processor));
	if (os.length !== 1 || cpu.length !== 1) throw new Error(`${name}: for which platform?`);
	return { version, cpu, ...(isDev ? { dev: true } : {}), optional: true, os };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const lock = JSON.parse(readFileSync(path, 'utf8'));
	const missing = missingPackages(lock.packages);
	for (const one of missing) lock.packages[`node_modules/${one.name}`] = entryOf(one);
	// npm's own order; the root has the empty name and stays first.
	const entries = Object.entries(lock.packages);
	entries.sort(([a], [b]) => a.localeCompare(b, 'en'));
	lock.packages = Object.fromEntries(entries);
	writeFileSync(path, `${JSON.stringify(lock, null, '\t')}\n`);
	console.log(`${missing.length} packages added`);
}
