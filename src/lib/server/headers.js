/**
 * The policies every answer carries (X3), in one place for Kit (pages) and for the server entry (everything else).
 * Plain JavaScript: the configuration and the entry load it without a build.
 *
 * Inline `style="…"` attributes and `<style>` elements made at run time are blocked. Svelte's `style:name={value}` and
 * scoped `<style>` blocks are fine: the first writes through the CSSOM, the second is a file.
 */

/** @satisfies {import('@sveltejs/kit').CspDirectives} */
export const contentPolicy = {
	'default-src': ['self'],
	'script-src': ['self'],
	'style-src': ['self'],
	'img-src': ['self', 'blob:', 'data:'],
	'font-src': ['self'],
	'connect-src': ['self'],
	'worker-src': ['self'],
	'manifest-src': ['self'],
	'object-src': ['none'],
	'base-uri': ['none'],
	'form-action': ['self'],
	'frame-ancestors': ['none']
};
