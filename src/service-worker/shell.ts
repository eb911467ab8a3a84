/** The app's shell in the browser's cache: what is kept, what answers, what goes. Never anything of /api. */

const prefix = 'muster-shell-';
const hashed = '/_app/immutable/';

/** The app's HTML. Kit's list of build files has no pages, so it is fetched and kept by name. */
export const shellPath = '/';

export const cacheName = (version: string): string => prefix + version;

/**
 * How a request is answered: 'shell' by the kept HTML, 'kept' by the kept file, 'network' not by the service worker.
 * `kept` holds the paths of this version's files; other hashed ones may lie in the cache of the former version.
 */
export function route(
	request: Pick<Request, 'method' | 'mode' | 'url'>,
	kept: ReadonlySet<string>,
	origin: string
): 'shell' | 'kept' | 'network' {
	const url = new URL(request.url);
	if (request.method !== 'GET' || url.origin !== origin) return 'network';
	if (url.pathname === '/api' || url.pathname.startsWith('/api/')) return 'network';
	if (kept.has(url.pathname) || url.pathname.startsWith(hashed)) return 'kept';
	return request.mode === 'navigate' ? 'shell' : 'network';
}

/**
 * Old caches to remove: all but this version's and the one it takes over from. Other tabs still run that one until
 * they are reloaded, and may ask for a part they have not loaded yet.
 */
export function outdated(names: readonly string[], version: string): string[] {
	const others = names.filter((name) => name.startsWith(prefix) && name !== cacheName(version));
	return others.slice(0, -1);
}

/** Fetches the shell and all `paths` past the HTTP cache and keeps them, headers and all: the policy is one of them. */
export async function keep(cache: Cache, paths: readonly string[]): Promise<void> {
	await cache.addAll(paths.map((path) => new Request(path, { cache: 'reload' })));
	const shell = await fetch(shellPath, { cache: 'reload' });
	const type = shell.headers.get('content-type') ?? '';
	// A sign-in page of a captive network answers too; kept, it would stand in for the app for good.
	if (!shell.ok || shell.redirected || !type.startsWith('text/html')) {
		throw new Error(`The shell cannot be kept: ${String(shell.status)} ${type}`);
	}
	await cache.put(shellPath, shell);
}
