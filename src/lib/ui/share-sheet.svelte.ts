/** A file that waits for the tap which shares it (V6). */
class ShareSheet {
	file = $state.raw<File | null>(null);
	#end: (() => void) | null = null;

	/** Resolves when it is shared or put away. */
	offer(file: File): Promise<void> {
		this.close();
		this.file = file;
		return new Promise((resolve) => (this.#end = resolve));
	}

	/** In the tap itself: nothing is awaited before. */
	async share(): Promise<void> {
		if (!this.file) return;
		const shared = navigator.share({ files: [this.file] });
		// Closing the sheet is no failure; the file is still there for another try.
		const isShared = await shared.then(
			() => true,
			() => false
		);
		if (isShared) this.close();
	}

	close(): void {
		this.file = null;
		this.#end?.();
		this.#end = null;
	}
}

export const shareSheet = new ShareSheet();
