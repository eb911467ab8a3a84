/** Registers the service worker and says when a new version waits or has come. It never reloads the page unasked (A1). */
import { dev } from '$app/environment';
import { Workbox } from 'workbox-window';

const checkEveryMs = 60 * 60 * 1000;

/**
 * Does nothing where there are no service workers (plain HTTP on a network address, development).
 * @param onUpdateWaiting gets `apply`: it lets the new version take over and then reloads this page, once. Call it when
 * no draft and no send is running. Called again for each newer version.
 */
export async function registerServiceWorker(on: {
	readonly onUpdateWaiting: (apply: () => void) => void;
	/** Another tab has let a new version take over. */
	readonly onUpdatedElsewhere: () => void;
}): Promise<void> {
	if (dev || !('serviceWorker' in navigator)) return;
	const workbox = new Workbox('/service-worker.js');
	let isApplying = false;
	// On the first visit the first version takes over: that is no update.
	let hasController = navigator.serviceWorker.controller !== null;
	navigator.serviceWorker.addEventListener('controllerchange', () => {
		if (isApplying) window.location.reload();
		else if (hasController) on.onUpdatedElsewhere();
		hasController = true;
	});
	workbox.addEventListener('waiting', () => {
		on.onUpdateWaiting(() => {
			isApplying = true;
			workbox.messageSkipWaiting();
		});
	});
	const registration = await workbox.register();
	if (registration) checkWhenSeen(registration);
}

/** Browsers look for a new version on navigation only; an installed app may stay open for days. */
function checkWhenSeen(registration: ServiceWorkerRegistration): void {
	let checkedAtMs = Date.now();
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState !== 'visible' || Date.now() - checkedAtMs < checkEveryMs) return;
		checkedAtMs = Date.now();
		// Without a network there is nothing to find; the next look comes by itself.
		registration.update().catch(() => undefined);
	});
}
