import { fileURLToPath } from 'node:url';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { messagesPlugin } from './src/lib/i18n/compile-messages.js';
import { listWorkerFiles } from './src/service-worker/list-worker-files.js';

/** These change what others stand on: the clock, the modules, the database that is there by default. */
const apart = [
	'tests/sim/*.test.ts',
	'tests/api-*.test.ts',
	'src/lib/server/conformance-*.test.ts',
	'src/lib/worker/session.test.ts'
];

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

interface Graph {
	readonly getModuleInfo: (id: string) => { readonly importedIds: readonly string[] } | null;
}

/** These modules and all that they need at once, but for some, as one file. */
function oneFile(group: string, modules: readonly string[], but: readonly string[] = []) {
	const needed = new Set<string>();
	const need = (id: string, graph: Graph) => {
		if (needed.has(id)) return;
		needed.add(id);
		for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) need(imported, graph);
	};
	const name = (id: string, graph: Graph) => {
		if (needed.size === 0) {
			for (const module of modules) need(path(module), graph);
			for (const module of but) needed.delete(path(module));
		}
		return needed.has(id) ? group : null;
	};
	return { codeSplitting: { groups: [{ name }] } };
}

/** Divided by who shares it with whom it was seventy files, and a first visit waited for each. */
const firstScreen = oneFile('first-screen', [
	'src/routes/+layout.svelte',
	'src/routes/+page.svelte',
	'node_modules/@sveltejs/kit/src/runtime/client/entry.js'
]);

/**
 * A browser keeps the compiled code of what a worker imports, but compiles the worker's own file anew at each start: that
 * holds its entry alone.
 */
const worker = oneFile('answers', ['src/lib/worker/worker.ts'], ['src/lib/worker/worker.ts']);

export default defineConfig({
	plugins: [messagesPlugin(), sveltekit(), listWorkerFiles()],
	environments: { client: { build: { rolldownOptions: { output: firstScreen } } } },
	// Older targets make a list of languages of each `:dir()`, which costs a third of the styling of a page. Where it is not
	// known, arrows alone keep their direction.
	build: { cssTarget: ['chrome120', 'edge120', 'firefox115', 'safari16.4'] },
	worker: { format: 'es', rolldownOptions: { output: worker } },
	test: {
		expect: { requireAssertions: true },
		alias: [
			{
				find: /^.*\/i18n\/paraglide\/messages$|^\.\/paraglide\/messages$/,
				replacement: path('tests/tools/english-messages.ts')
			}
		],
		// Files of one process share what they spy on.
		restoreMocks: true,
		// A busy machine is slow, not wrong.
		testTimeout: 30_000,
		// One core is left idle by default; most of the time goes into the simulation.
		maxWorkers: '100%',
		projects: [
			{
				// Modules read once for all files of a process: half the time of all of them.
				extends: true,
				test: {
					name: 'rules',
					environment: 'node',
					isolate: false,
					include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
					exclude: [
						...apart,
						'src/**/*.svelte.test.ts',
						'tests/faults/server-*.test.ts',
						'tests/firefox/**'
					]
				}
			},
			{
				extends: true,
				test: { name: 'apart', environment: 'node', include: apart }
			},
			{
				// The built server as a process.
				extends: true,
				test: { name: 'served', environment: 'node', include: ['tests/faults/server-*.test.ts'] }
			},
			{
				// The system's Firefox, where there is one.
				extends: true,
				test: { name: 'firefox', environment: 'node', include: ['tests/firefox/*.test.ts'] }
			},
			{
				// Tests of *.svelte.ts need the client half of Svelte, where runes react.
				extends: true,
				resolve: { conditions: ['browser'] },
				test: {
					name: 'screens',
					environment: path('tests/tools/page-environment.ts'),
					include: ['src/**/*.svelte.test.ts']
				}
			}
		]
	}
});
