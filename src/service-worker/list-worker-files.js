/**
 * Names the parts that the Web Worker loads on demand to the service worker: Kit's list of build files has the worker's
 * entry alone, and a part that is not kept cannot be loaded without a network. Runs in Node, while the app is built.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What stands in the service worker's source until the build has named the files. */
const placeholder = '__worker_files__';

/** @returns {import('vite').Plugin} */
export function listWorkerFiles() {
	const client = '.svelte-kit/output/client';
	return {
		name: 'muster-list-worker-files',
		apply: 'build',
		// After Kit's own step, which builds the service worker, and before the adapter copies it.
		writeBundle: {
			order: 'post',
			sequential: true,
			handler() {
				const target = join(client, 'service-worker.js');
				if (!existsSync(target)) return;
				const source = readFileSync(target, 'utf8');
				if (!source.includes(placeholder)) return;
				const folder = '_app/immutable/workers';
				const files = readdirSync(join(client, folder), { recursive: true, withFileTypes: true })
					.filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
					.map((entry) => '/' + join(entry.parentPath, entry.name).slice(client.length + 1));
				writeFileSync(target, source.replace(placeholder, files.join(' ')));
			}
		}
	};
}
