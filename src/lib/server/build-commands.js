/** Second half of `npm run build`: the operator's commands, bundled beside the server that they belong to. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../../', import.meta.url));

await build({
	root,
	configFile: false,
	logLevel: 'warn',
	publicDir: false,
	build: {
		ssr: 'src/lib/server/commands/run.ts',
		outDir: 'build/commands',
		target: 'node20',
		rolldownOptions: { output: { entryFileNames: 'run.js' } }
	}
});
