/**
 * Turns the messages into functions under `paraglide/` (not kept in the repository). The build and the tests do it by the
 * plugin in vite.config.ts; run this file for tools that know nothing of Vite, such as svelte-check.
 */
import { compile } from '@inlang/paraglide-js';
import { fileURLToPath } from 'node:url';

/** The worker has no document: the locale is a variable, set by the page that starts it. */
export const messagesOptions = {
	project: fileURLToPath(new URL('project.inlang', import.meta.url)),
	outdir: fileURLToPath(new URL('paraglide', import.meta.url)),
	/** @type {('globalVariable' | 'baseLocale')[]} */
	strategy: ['globalVariable', 'baseLocale'],
	/** @type {'locale-modules'} */
	outputStructure: 'locale-modules',
	emitReadme: false
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	await compile(messagesOptions);
	// The compiler leaves timers behind that keep the process alive for half a minute.
	process.exit();
}
