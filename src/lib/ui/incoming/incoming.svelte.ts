/**
 * The one door for files, whatever brought them: the button, a drop, the clipboard, a share, the system (A2). A file waits
 * here until the device's data is open and nothing is being read or saved; beside an open draft it waits for a word.
 */
import { untrack } from 'svelte';
import { goto } from '$app/navigation';
import { counted } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { ReadChoices } from '../../files/read';
import type { DraftView } from '../../worker/protocol';
import { announcer } from '../announcer.svelte';
import { app } from '../app.svelte';
import { upload } from '../upload.svelte';

class Incoming {
	#file = $state.raw<File | null>(null);
	/** Files that came together with the first one and are not read; 0 once that was seen. */
	others = $state(0);
	/** A file is held over the page. */
	isOver = $state(false);

	/** The file whose turn it is, or null. */
	readonly file = $derived.by(() => {
		const isFree = upload.phase === 'none' || upload.phase === 'review';
		return isFree && app.state ? this.#file : null;
	});

	/** The draft that would have to go; null where the file can be read at once. */
	readonly draft: DraftView | null = $derived(this.file && (app.state?.draft ?? null));

	take(files: readonly File[]): void {
		const [first, ...others] = files;
		if (!first) return;
		this.#file = first;
		this.others = others.length;
	}

	keepDraft(): void {
		this.#file = null;
		this.others = 0;
	}

	async discardDraft(): Promise<void> {
		const file = this.#file;
		const draft = untrack(() => app.state?.draft);
		this.#file = null;
		if (draft) await upload.discard(draft.id);
		if (file) await this.read(file);
	}

	/** Reads the file whose turn it is. */
	async begin(): Promise<void> {
		const file = this.#file;
		this.#file = null;
		if (file) await this.read(file);
	}

	async read(file: File, choices?: ReadChoices): Promise<void> {
		// eslint-disable-next-line svelte/no-navigation-without-resolve -- the app stands at the root of its address
		if (location.pathname !== '/') await goto('/');
		if (await upload.read(file, choices)) await this.showReview();
	}

	async resume(draft: DraftView): Promise<void> {
		if (await upload.resume(draft)) await this.showReview();
	}

	async showReview(): Promise<void> {
		const counts = upload.review?.counts;
		if (counts) {
			announcer.say(
				m.reading_done({
					rows: m.rows(counted(counts.rows)),
					errors: m.errors(counted(counts.error)),
					warnings: m.warnings(counted(counts.warnings))
				})
			);
		}
		// eslint-disable-next-line svelte/no-navigation-without-resolve -- as above
		await goto('/review');
	}
}

export const incoming = new Incoming();
