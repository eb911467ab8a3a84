/** Who may import what (README, "Where things are"): found by reading the imports, not by running them. */
import { posix } from 'node:path';
import ts from 'typescript';

/** What stands further left may be imported by what stands further right. */
const layers = ['core', 'files', 'storage', 'sync', 'worker', 'ui', 'routes'];
/** Beside the line: these and themselves only. */
const aside: Readonly<Record<string, readonly string[]>> = {
	i18n: ['core'],
	server: ['core'],
	'service-worker': [],
	hooks: ['core', 'server']
};
/** Who may import what stands beside the line. */
const importersOf: Readonly<Record<string, readonly string[]>> = {
	i18n: ['worker', 'ui', 'routes'],
	server: ['routes', 'hooks'],
	'service-worker': [],
	hooks: []
};

const workerEntry = 'src/lib/worker/worker';
const workerClient = 'src/lib/worker/client.ts';
const protocol = 'src/lib/worker/protocol.ts';

/** @returns one line for each breach: 'path imports path: reason' */
export function breaches(sources: ReadonlyMap<string, string>): string[] {
	return [...sources].flatMap(([path, source]) => [
		...importsOf(path, source).flatMap((target) => breachOf(path, target)),
		...workersOf(path, source),
		...(path === protocol ? valueImports(source) : [])
	]);
}

function breachOf(path: string, target: string): string[] {
	const told = (reason: string) => [`${path} imports ${target}: ${reason}`];
	if (withoutExtension(target) === workerEntry) return told('only a Worker starts worker.ts');
	const from = partOf(path);
	const to = partOf(target);
	if (!from || !to || from === to) return [];
	return mayImport(from, to) ? [] : told(`${from} may not import ${to}`);
}

function mayImport(from: string, to: string): boolean {
	if (from in aside) return aside[from]?.includes(to) ?? false;
	if (to in importersOf) return importersOf[to]?.includes(from) ?? false;
	return layers.indexOf(to) < layers.indexOf(from);
}

/** The part of the tree that a path lies in, or undefined outside of it. */
function partOf(path: string): string | undefined {
	const [top, second, third] = path.split('/');
	if (top !== 'src' || !second) return undefined;
	if (second === 'lib') return third;
	return second.startsWith('hooks') ? 'hooks' : second;
}

/** Files of this project that a source imports, `import()` and types included, as paths from the root. */
function importsOf(path: string, source: string): string[] {
	const names = ts.preProcessFile(scriptOf(path, source), true, true).importedFiles;
	return names.flatMap(({ fileName }) => resolve(path, fileName) ?? []);
}

function resolve(path: string, name: string): string | undefined {
	const bare = name.replace(/\?.*$/, '');
	if (bare.startsWith('$lib/')) return bare.replace('$lib', 'src/lib');
	return bare.startsWith('.') ? posix.join(posix.dirname(path), bare) : undefined;
}

function workersOf(path: string, source: string): string[] {
	const urls = source.matchAll(/new URL\(\s*['"`]([^'"`]+)['"`],\s*import\.meta\.url/g);
	return [...urls].flatMap(([, name = '']) => {
		const target = resolve(path, name);
		if (!target || withoutExtension(target) !== workerEntry || path === workerClient) return [];
		return [`${path} starts ${target}: only ${workerClient} does`];
	});
}

function valueImports(source: string): string[] {
	const file = ts.createSourceFile(protocol, source, ts.ScriptTarget.Latest);
	return file.statements.flatMap((statement) => {
		const isValue =
			(ts.isImportDeclaration(statement) && !isTypeImport(statement)) ||
			(ts.isExportDeclaration(statement) && statement.moduleSpecifier && !statement.isTypeOnly);
		return isValue ? [`${protocol} imports a value: ${statement.getText(file)}`] : [];
	});
}

const isTypeImport = (statement: ts.ImportDeclaration): boolean =>
	statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;

const scriptOf = (path: string, source: string): string =>
	path.endsWith('.svelte')
		? [...source.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)]
				.map(([, script]) => script)
				.join('\n')
		: source;

const withoutExtension = (path: string): string => path.replace(/\.[jt]s$/, '');
