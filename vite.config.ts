import { fileURLToPath } from 'node:url';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { messagesPlugin } from './src/lib/i18n/compile-messages.js';
import { listWorkerFiles } from './src/service-worker/list-worker-files.js';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

interface Graph {
	readonly getModuleInfo: (id: string) => { readonly importedIds: readonly string[] } | null;
}

/**
 * What the first screen needs at once, as one file. Divided by who shares it with whom it was seventy, and a first visit
 * waited for each.
 */
function firstScreen() {
	const pages = ['src/routes/+layout.svelte', 'src/routes/+page.svelte'];
	const kit = 'node_modules/@sveltejs/kit/src/runtime/client/entry.js';
	const needed = new Set<string>();
	const need = (id: string, graph: Graph) => {
		if (needed.has(id)) return;
		needed.add(id);
		for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) need(imported, graph);
	};
	const name = (id: string, graph: Graph) => {
		if (needed.size === 0) for (const page of [...pages, kit]) need(path(page), graph);
		return needed.has(id) ? 'first-screen' : null;
	};
	return { name };
}

export default defineConfig({
	plugins: [messagesPlugin(), sveltekit(), listWorkerFiles()],
	environments: {
		client: {
			build: { rolldownOptions: { output: { codeSplitting: { groups: [firstScreen()] } } } }
		}
	},
	worker: { format: 'es' },
	test: {
		expect: { requireAssertions: true },
		alias: [
			{
				find: /^.*\/i18n\/paraglide\/messages$|^\.\/paraglide\/messages$/,
				replacement: path('tests/tools/english-messages.ts')
			}
		],
		// A busy machine is slow, not wrong.
		testTimeout: 30_000,
		// One core is left idle by default; most of the time goes into the simulation.
		maxWorkers: '100%',
		projects: [
			{
				extends: true,
				test: {
					name: 'rules',
					environment: 'node',
					include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
					exclude: ['src/**/*.svelte.test.ts', 'tests/faults/server-*.test.ts', 'tests/firefox/**']
				}
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
				test: { name: 'screens', environment: 'node', include: ['src/**/*.svelte.test.ts'] }
			}
		]
	}
});
