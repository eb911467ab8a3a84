import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { breaches } from './tools/boundaries';

const root = fileURLToPath(new URL('../', import.meta.url));

/** The product's sources; tests may reach across to compare what they test. */
function sources(): Map<string, string> {
	const paths = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
		.map((path) => `src/${path.replaceAll('\\', '/')}`)
		.filter((path) => /\.(ts|js|svelte)$/.test(path) && !path.endsWith('.test.ts'));
	return new Map(paths.map((path) => [path, readFileSync(root + path, 'utf8')]));
}

test('imports run one way', () => {
	const all = sources();
	expect(all.size).toBeGreaterThan(10);
	expect(breaches(all)).toEqual([]);
});

describe('a breach is found:', () => {
	test.each([
		['core imports files', 'src/lib/core/a.ts', "import { b } from '../files/b';"],
		[
			'core imports a type of storage',
			'src/lib/core/a.ts',
			"import type { B } from '../storage/b';"
		],
		['files export again from sync', 'src/lib/files/a.ts', "export { b } from '../sync/b';"],
		['storage loads the worker late', 'src/lib/storage/a.ts', "await import('../worker/b');"],
		[
			'a component imports a route',
			'src/lib/ui/a.svelte',
			"<script>import '../../routes/b';</script>"
		],
		['sync imports messages', 'src/lib/sync/a.ts', "import { b } from '$lib/i18n/b';"],
		['messages import the page', 'src/lib/i18n/a.ts', "import { b } from '../ui/b';"],
		['the server imports storage', 'src/lib/server/a.ts', "import { b } from '$lib/storage/b';"],
		['the page imports the server', 'src/lib/ui/a.ts', "import { b } from '../server/b';"],
		[
			'the service worker imports core',
			'src/service-worker/a.ts',
			"import { b } from '../lib/core/b';"
		],
		['the page imports the worker', 'src/lib/ui/a.ts', "import { b } from '../worker/worker';"],
		['as a worker of Vite', 'src/lib/worker/a.ts', "import W from './worker.ts?worker';"],
		[
			'the page starts the worker',
			'src/lib/ui/a.ts',
			"new Worker(new URL('../worker/worker.ts', import.meta.url));"
		],
		[
			'the protocol imports a value',
			'src/lib/worker/protocol.ts',
			"import { b } from '../core/b';"
		],
		[
			'the protocol passes a value on',
			'src/lib/worker/protocol.ts',
			"export { b } from '../core/b';"
		]
	])('%s', (_, path, source) => {
		expect(breaches(new Map([[path, source]]))).toHaveLength(1);
	});
});

describe('no breach:', () => {
	test.each([
		[
			'a layer imports what stands left',
			'src/routes/a.svelte',
			"<script>import '$lib/core/b';</script>"
		],
		['a file imports its neighbour', 'src/lib/sync/a.ts', "import { b } from './b';"],
		['the worker imports messages', 'src/lib/worker/a.ts', "import { b } from '../i18n/b';"],
		[
			'an endpoint imports the server',
			'src/routes/api/+server.ts',
			"import { b } from '$lib/server/b';"
		],
		[
			'the protocol imports a type',
			'src/lib/worker/protocol.ts',
			"import type { B } from '../core/b';"
		],
		[
			'the client starts the worker',
			'src/lib/worker/client.ts',
			"new Worker(new URL('./worker.ts', import.meta.url));"
		],
		['a package', 'src/lib/core/a.ts', "import { z } from 'zod';"]
	])('%s', (_, path, source) => {
		expect(breaches(new Map([[path, source]]))).toEqual([]);
	});
});
