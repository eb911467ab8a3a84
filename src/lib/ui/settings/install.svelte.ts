/** The browser's own offer to install, kept for the button in Settings. Not every browser makes one. */
interface InstallOffer extends Event {
	prompt(): Promise<unknown>;
}

class Install {
	#offer = $state.raw<InstallOffer | null>(null);

	get isOffered(): boolean {
		return this.#offer !== null;
	}

	watch(): () => void {
		const keep = (event: Event) => {
			event.preventDefault();
			this.#offer = event as InstallOffer;
		};
		const forget = () => (this.#offer = null);
		window.addEventListener('beforeinstallprompt', keep);
		window.addEventListener('appinstalled', forget);
		return () => {
			window.removeEventListener('beforeinstallprompt', keep);
			window.removeEventListener('appinstalled', forget);
		};
	}

	async ask(): Promise<void> {
		const offer = this.#offer;
		this.#offer = null;
		await offer?.prompt();
	}
}

export const install = new Install();
