/**
 * The headers every answer carries (X3), in one place for Kit (pages) and for the server entry (everything else: Kit
 * answers static files before its hooks). Plain JavaScript: the configuration and the entry load it without a build.
 *
 * `style="…"` attributes and `<style>` elements made at run time are blocked. Svelte's `style:name={value}` and scoped
 * `<style>` blocks are fine: the first writes through the CSSOM, the second becomes a file.
 */

/**
 * Kit adds the hash of its start script to the header of a page.
 * @satisfies {Record<string, ('self' | 'none' | 'blob:' | 'data:')[]>}
 */
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

const keywords = new Set(['self', 'none']);

/** The policy as a header. A worker obeys the one that its own file came with. */
export const contentPolicyHeader = Object.entries(contentPolicy)
	.map(([name, sources]) =>
		[name, ...sources.map((source) => (keywords.has(source) ? `'${source}'` : source))].join(' ')
	)
	.join('; ');

/** @type {Readonly<Record<string, string>>} */
export const securityHeaders = {
	'content-security-policy': contentPolicyHeader,
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	// Not no-referrer: it would turn the Origin of a posted form into "null".
	'referrer-policy': 'same-origin',
	'permissions-policy':
		'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin'
};
