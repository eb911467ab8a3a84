import adapter from '@sveltejs/adapter-node';
import { contentPolicy } from './src/lib/server/headers.js';

/** @type {import('@sveltejs/kit').Config} */
const config = {
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter(),
		// Hashes and no nonces: the service worker answers with the shell it kept, header and all.
		csp: { mode: 'hash', directives: contentPolicy },
		// The kept shell opens at every address, so what it loads is named from the root.
		paths: { relative: false },
		// workbox-window registers it: a new version is offered, never forced (A1).
		serviceWorker: { register: false }
	}
};

export default config;
