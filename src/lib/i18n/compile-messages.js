/**
 * Turns the messages into functions under `paraglide/`, which is not kept in the repository. Vite does it by the plugin;
 * run this file for tools that know nothing of Vite, such as svelte-check.
 */
import { compile } from '@inlang/paraglide-js';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(import.meta.url);
const messages = fileURLToPath(new URL('messages', import.meta.url));
const outdir = fileURLToPath(new URL('paraglide', import.meta.url));
const settings = fileURLToPath(new URL('project.inlang/settings.json', import.meta.url));

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
	const sources = [program, settings, ...locales().map((locale) => `${messages}/${locale}.json`)];
	return sources.some((path) => statSync(path).mtimeMs > compiled);
}

function locales() {
	/** @type {unknown} */
	const read = JSON.parse(readFileSync(settings, 'utf8'));
	return /** @type {{ locales: string[] }} */ (read).locales;
}

/** The rules of a language are made once and not for each message that is said: a report says many. */
const plurals = `/* eslint-disable */
/** @type {Map<string, Intl.PluralRules>} */
const rules = new Map();

/**
 * @param {string} locale
 * @param {unknown} input
 * @param {unknown} [_options]
 * @returns {string}
 */
export function plural(locale, input, _options) {
	let own = rules.get(locale);
	if (!own) rules.set(locale, (own = new Intl.PluralRules(locale)));
	return own.select(Number(input));
}
`;

/**
 * The compiler's own `m` holds all languages. Here each is a module of its own, loaded when it is spoken, and `m` is the
 * one of words.ts. Keys with capitals have another name inside, and are given back their own.
 */
function partLanguages() {
	const index = readFileSync(`${outdir}/messages/_index.js`, 'utf8');
	const renamed = [...index.matchAll(/^export \{ (\w+) as "(\w+)" \}/gm)];
	const names = renamed.map(([, inside, key]) => `${inside} as ${key}`).join(', ');
	for (const locale of locales()) {
		const from = `from './messages/${locale}.js';`;
		const source = `/* eslint-disable */\nexport * ${from}\nexport { ${names} } ${from}\n`;
		writeFileSync(`${outdir}/words-${locale}.js`, source);
	}
	writeFileSync(`${outdir}/registry.js`, plurals);
	writeFileSync(`${outdir}/messages.js`, "export { m } from '../words';\n");
}

if (process.argv[1] === program) {
	await compile({
		project: fileURLToPath(new URL('project.inlang', import.meta.url)),
		outdir,
		// Nothing asks the compiler's runtime for the locale: words.ts holds it.
		strategy: ['globalVariable', 'baseLocale'],
		outputStructure: 'locale-modules',
		emitReadme: false
	});
	partLanguages();
	// Files that came out the same are not written again.
	utimesSync(`${outdir}/runtime.js`, new Date(), new Date());
	process.exit();
}
