/** What stands under the top bar, one at a time, the most pressing first. Nothing vanishes by itself. */
import { app } from './app.svelte';
import { appUpdate } from './app-update.svelte';
import { examSoon } from './exam-soon';
import { incoming } from './incoming/incoming.svelte';
import { isStorageKept, keepStorage } from './storage-keeping';
import { session } from './session.svelte';
import { sync } from './sync.svelte';
import { upload } from './upload.svelte';

const closedKey = 'muster-closed-notices';

class Notices {
	/** False once the browser has said that it may clear the data. */
	isStorageKept = $state(true);
	/** When something threw that nobody caught. */
	bugAt = $state.raw<Date | null>(null);
	/** Goes on by the minute: what is far off comes near while the app is open. */
	#nowMs = $state(Date.now());
	/** Changes wait, and an exam starts within 24 hours (Y1). */
	readonly examSoon = $derived(sync.unsent > 0 ? examSoon(app.exams, this.#nowMs) : null);
	readonly #closed = $state<string[]>(readClosed());

	readonly present = $derived.by(() => {
		if (this.bugAt) return 'bug';
		if (appUpdate.closed) return appUpdate.closed;
		if (session.wasRevoked) return 'revoked';
		if (app.wasLost) return 'lost';
		if (app.state?.otherKey && !this.#closed.includes(`key ${app.state.otherKey.shown}`))
			return 'key';
		if (this.examSoon && !this.#closed.includes(`exam ${this.examSoon.id}`)) return 'exam-soon';
		if (appUpdate.isElsewhere && !this.#closed.includes('updated')) return 'updated';
		if (appUpdate.apply && !this.#closed.includes('update')) return 'update';
		if (incoming.others > 0) return 'one-file';
		// Rows that a save left out come from a saved file by nature.
		const savedAt = app.state?.draft?.isLeftOver ? null : upload.review?.sameFileSavedAt;
		if (savedAt && !this.#closed.includes(`same ${savedAt}`)) return 'same-file';
		const holds = (app.state?.users ?? 0) > 0 && !app.isSample;
		if (this.replanned > 0 && !this.#closed.includes(`replanned ${String(this.replanned)}`)) {
			return 'replanned';
		}
		const isHeld = sync.state === 'sign_in_needed' && sync.unsent > 0;
		if (isHeld && !this.#closed.includes('sign-in')) return 'sign-in';
		if (!this.isStorageKept && holds && !this.#closed.includes('storage')) return 'storage';
		if (app.isSample && !this.#closed.includes('sample')) return 'sample';
		return null;
	});

	/** Returns the way to stop. */
	watch(): () => void {
		const timer = setInterval(() => (this.#nowMs = Date.now()), 60_000);
		return () => clearInterval(timer);
	}

	/** Rows that wait for one word, since their users are on the server by now (Y6). */
	get replanned(): number {
		return (app.state?.replanned ?? []).reduce((sum, { rows }) => sum + rows, 0);
	}

	close(): void {
		if (this.present === 'bug') this.bugAt = null;
		else if (this.present === 'one-file') incoming.others = 0;
		else if (this.present === 'revoked') session.wasRevoked = false;
		else if (this.present === 'lost') app.wasLost = false;
		else if (this.present === 'key') this.#closed.push(`key ${app.state?.otherKey?.shown ?? ''}`);
		else if (this.present === 'replanned') {
			this.#closed.push(`replanned ${String(this.replanned)}`);
		} else if (this.present === 'same-file') {
			this.#closed.push(`same ${upload.review?.sameFileSavedAt ?? ''}`);
		} else if (this.present === 'exam-soon') {
			this.#closed.push(`exam ${this.examSoon?.id ?? ''}`);
		} else if (this.present) this.#closed.push(this.present);
		// An update is offered again at the next start, the state of the storage is not.
		const lasting = this.#closed.filter((name) => name === 'storage');
		localStorage.setItem(closedKey, JSON.stringify(lasting));
	}

	async askStorage(): Promise<void> {
		this.isStorageKept = await isStorageKept();
	}

	async keepStorage(): Promise<void> {
		this.isStorageKept = await keepStorage();
		if (!this.isStorageKept) this.close();
	}
}

function readClosed(): string[] {
	try {
		const closed: unknown = JSON.parse(localStorage.getItem(closedKey) ?? '[]');
		return Array.isArray(closed) ? closed.filter((name) => typeof name === 'string') : [];
	} catch {
		return [];
	}
}

export const notices = new Notices();
