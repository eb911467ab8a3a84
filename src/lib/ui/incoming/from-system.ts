/** Files that the operating system brings: shared with the installed app, or opened with it (A2). */
import { upload } from '../upload.svelte';
import { incoming } from './incoming.svelte';

/** As the service worker names it. */
const sharedCache = 'muster-shared';

interface LaunchQueue {
	setConsumer(
		consumer: (launch: { readonly files: readonly FileSystemFileHandle[] }) => void
	): void;
}

/** What was shared is taken out of the cache at once: it may hold passwords, and nothing of a file stays here (V5). */
async function takeShared(): Promise<void> {
	if (!('caches' in window) || !(await caches.has(sharedCache))) return;
	const cache = await caches.open(sharedCache);
	const files: File[] = [];
	for (const request of await cache.keys()) {
		const answer = await cache.match(request);
		const name = decodeURIComponent(answer?.headers.get('x-file-name') ?? '');
		const blob = await answer?.blob();
		if (blob) files.push(new File([blob], name, { type: blob.type }));
	}
	await caches.delete(sharedCache);
	incoming.take(files);
}

/** Begins to take them. Not every browser opens files with an app, or shares with one. */
export function takeFromSystem(): void {
	void takeShared();
	// The service worker could not keep what was shared.
	if (new URLSearchParams(location.search).get('share') === 'failed') {
		upload.failure = { code: 'file_unreadable', params: {} };
	}
	const { launchQueue } = window as Window & { readonly launchQueue?: LaunchQueue };
	launchQueue?.setConsumer(({ files }) => {
		void Promise.all(files.map((handle) => handle.getFile())).then((opened) =>
			incoming.take(opened)
		);
	});
}
