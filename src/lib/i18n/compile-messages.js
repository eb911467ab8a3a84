/**
 * Turns the messages into functions under `paraglide/`, which is not kept in the repository. Vite does it by the plugin;
 * run this file for tools that know nothing of Vite, such as svelte-check.
 */
import { compile } from '@inlang/paraglide-js';
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(import.meta.url);
const messages = fileURLToPath(new URL('messages', import.meta.url));
const outdir = fileURLToPath(new URL('paraglide', import.meta.url));

/**
 * Compiles in a process of its own: the compiler leaves timers behind that keep a process alive for half a minute.
 * @returns {import('vite').Plugin}
 */
export function messagesPlugin() {
	return {
		name: 'messages',
		configResolved() {
			if (isStale()) execFileSync(process.execPath, [program]);
		},
		handleHotUpdate({ file }) {
			if (file.startsWith(messages)) execFileSync(process.execPath, [program]);
		}
	};
}

function isStale() {
	const compiled = statSync(`${outdir}/runtime.js`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
	const sources = [program, ...readdirSync(messages).map((name) => `${messages}/${name}`)];
	return sources.some((path) => statSync(path).mtimeMs > compiled);
}

if (process.argv[1] === program) {
	await compile({
		project: fileURLToPath(new URL('project.inlang', import.meta.url)),
		outdir,
		// A worker has no document: the locale is a variable, set by the page that starts it.
		strategy: ['globalVariable', 'baseLocale'],
		outputStructure: 'locale-modules',
		emitReadme: false
	});
	// Files that came out the same are not written again.
	utimesSync(`${outdir}/runtime.js`, new Date(), new Date());
	process.exit();
}
