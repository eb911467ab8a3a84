/** Work that takes a while: its part in the window's title, the screen kept awake, and a word when it has ended unseen. */
import { formatPercent } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { Progress } from '../../worker/protocol';
import { sync } from '../sync.svelte';
import { upload } from '../upload.svelte';

/** Shorter work is over before anybody has looked away. */
const noticedAfterMs = 10_000;

interface Work {
	readonly kind: 'reading' | 'saving' | 'photos' | 'sending';
	/** From 0 to 1; null while nobody knows. */
	readonly part: number | null;
}

export function partOf(progress: Progress): number | null {
	const { stage, rows, totalRows, bytes, totalBytes } = progress;
	if (stage === 'reading') return totalBytes > 0 ? bytes / totalBytes : null;
	return totalRows ? rows / totalRows : null;
}

class LongWork {
	readonly now: Work | null = $derived.by(() => {
		const { phase, progress, review } = upload;
		const part = progress && partOf(progress);
		if (phase === 'saving') return { kind: 'saving', part };
		if (phase === 'reading' || phase === 'resuming') return { kind: 'reading', part };
		const { preparing } = review?.photos ?? {};
		if (preparing && !preparing.failure && !preparing.needsFile && preparing.left > 0) {
			const { done, left } = preparing;
			return { kind: 'photos', part: done / (done + left) };
		}
		const view = sync.view;
		if (sync.state === 'sending' && view) return { kind: 'sending', part: view.sent / view.total };
		return null;
	});

	/** Work ended while nobody looked. */
	isDone = $state(false);

	readonly isWorking = $derived(this.now !== null);

	/** In front of the page's title, or ''. */
	readonly title = $derived.by(() => {
		const { now } = this;
		if (!now) return this.isDone ? m.work_done() : '';
		const word = m[`work_${now.kind}`]();
		return now.part === null ? word : m.work_part({ part: formatPercent(now.part), word });
	});

	#lock: WakeLockSentinel | null = null;
	#beganMs = 0;

	begin(): void {
		this.#beganMs = performance.now();
		this.isDone = false;
		void this.#stayAwake();
	}

	end(): void {
		void this.#lock?.release();
		this.#lock = null;
		if (document.visibilityState === 'visible') return;
		this.isDone = true;
		if (performance.now() - this.#beganMs >= noticedAfterMs) void tellOutside();
	}

	/** The browser lets go of the lock whenever the page is hidden. */
	shown(): void {
		this.isDone = false;
		if (this.isWorking) void this.#stayAwake();
	}

	async #stayAwake(): Promise<void> {
		if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return;
		// Refused to save the battery: the work goes on, and stops with the screen.
		this.#lock = await navigator.wakeLock.request('screen').catch(() => null);
	}
}

/** As a notice of the system, where somebody has allowed it in Settings. It names nothing: lock screens show it. */
async function tellOutside(): Promise<void> {
	if (!('Notification' in window) || Notification.permission !== 'granted') return;
	const registration = await navigator.serviceWorker.getRegistration();
	await registration?.showNotification(m.app_name(), {
		body: m.work_done_notice(),
		icon: '/icons/icon-192.png',
		tag: 'muster-work'
	});
}

export const longWork = new LongWork();
