import { fileURLToPath } from 'node:url';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { messagesPlugin } from './src/lib/i18n/compile-messages.js';
import { listWorkerFiles } from './src/service-worker/list-worker-files.js';

export default defineConfig({
	plugins: [messagesPlugin(), sveltekit(), listWorkerFiles()],
	worker: { format: 'es' },
	test: {
		expect: { requireAssertions: true },
		alias: [
			{
				find: /^.*\/i18n\/paraglide\/messages$|^\.\/paraglide\/messages$/,
				replacement: fileURLToPath(new URL('tests/tools/english-messages.ts', import.meta.url))
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
