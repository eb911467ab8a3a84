/** Keeps the app's shell so that it opens without a network (A1). A new version waits until the page asks for it. */
import { build, files, version } from '$service-worker';
import { isShare, takeShare } from './share';
import { cacheName, keep, outdated, route, shellPath } from './shell';

declare const self: ServiceWorkerGlobalScope;

/** Parts of the Web Worker, put in by the build (list-worker-files.js). */
const workerFiles = '__worker_files__'.split(' ');
const paths = [...new Set([...build, ...files, ...workerFiles])];
const kept = new Set(paths);

self.addEventListener('install', (event) => {
	event.waitUntil(caches.open(cacheName(version)).then((cache) => keep(cache, paths)));
});

async function takeOver(): Promise<void> {
	const old = outdated(await caches.keys(), version);
	await Promise.all(old.map((name) => caches.delete(name)));
	// The page of the first visit has no service worker yet: without this it would be lost offline until a reload.
	await self.clients.claim();
}

self.addEventListener('activate', (event) => {
	event.waitUntil(takeOver());
});

self.addEventListener('message', (event) => {
	const message = event.data as { readonly type?: unknown } | null;
	if (message?.type === 'SKIP_WAITING') event.waitUntil(self.skipWaiting());
});

/** From this version's cache, else from the former one's (for tabs that still run it), else from the network. */
async function answer(request: Request, path: Request | string): Promise<Response> {
	// The stored answer is right whatever `Vary` says: nothing kept depends on the request's headers.
	const match = { ignoreVary: true };
	const own = await caches.open(cacheName(version));
	return (await own.match(path, match)) ?? (await caches.match(path, match)) ?? fetch(request);
}

self.addEventListener('fetch', (event) => {
	const { request } = event;
	if (isShare(request, self.location.origin)) {
		event.respondWith(takeShare(request, caches));
		return;
	}
	const way = route(request, kept, self.location.origin);
	if (way === 'shell') event.respondWith(answer(request, shellPath));
	else if (way === 'kept') event.respondWith(answer(request, request));
});
