/** `npm run bench:server`: builds the server's own code as production does, then measures it on both engines. */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { run as runCommand } from '../../src/lib/server/prepare.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
// Beside the packages, so that what is not bundled is found.
const outDir = `${root}node_modules/.cache/muster-bench`;

// A fresh clone has nothing that the types extend.
if (!runCommand('npm', ['run', '--silent', 'sync'])) process.exit(1);
await build({
	root,
	configFile: false,
	logLevel: 'error',
	publicDir: false,
	build: {
		ssr: 'tests/bench/server-bench.ts',
		outDir,
		emptyOutDir: true,
		target: 'node20',
		rollupOptions: { output: { entryFileNames: 'bench.mjs' } }
	}
});
try {
	/** @type {{ run: () => Promise<void> }} */
	const { run } = await import(new URL(`file://${outDir}/bench.mjs`).href);
	await run();
} finally {
	rmSync(outDir, { recursive: true, force: true });
}
