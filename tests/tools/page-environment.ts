/** Code is compiled as for a page, so that effects run; there is no document. */
import type { Environment } from 'vitest/runtime';

export default {
	name: 'page',
	viteEnvironment: 'client',
	setup: () => ({ teardown: () => undefined })
} satisfies Environment;
