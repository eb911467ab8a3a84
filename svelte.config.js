import adapter from '@sveltejs/adapter-node';
import { contentPolicy } from './src/lib/server/headers.js';

/**
 * Kit's root component hides its announcer by a `style` attribute, which the policy blocks: it would stand in the page
 * as text. As directives the same declarations go through the CSSOM.
 * @type {import('svelte/compiler').PreprocessorGroup}
 */
const announcerStyle = {
	markup({ content, filename }) {
		if (!filename?.endsWith('/generated/root.svelte')) return;
		const code = content.replace(/style="([^"]*)"/, (_, declarations) =>
			String(declarations)
				.split(';')
				.map((declaration) => declaration.split(':').map((part) => part.trim()))
				.map(([name, value]) => `style:${name}="${value}"`)
				.join(' ')
		);
		return { code };
	}
};

/** @type {import('@sveltejs/kit').Config} */
const config = {
	preprocess: announcerStyle,
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter(),
		// Hashes and no nonces: the service worker answers with the shell it kept, header and all.
		csp: { mode: 'hash', directives: contentPolicy },
		// The kept shell opens at every address, so what it loads is named from the root.
		paths: { relative: false },
		// workbox-window registers it: a new version is offered, never forced (A1).
		serviceWorker: { register: false },
		typescript: {
			config: (config) => {
				const { include } = /** @type {{ include: string[] }} */ (config);
				include.push('../*.config.js');
			}
		}
	}
};

export default config;
