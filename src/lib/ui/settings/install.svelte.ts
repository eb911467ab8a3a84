/** How Muster gets onto this device: by the browser's own offer, kept for a button, or by steps where it makes none. */

interface InstallOffer extends Event {
	prompt(): Promise<unknown>;
}

const laterKey = 'muster-install-later';

/** An iPad or iPhone: its browsers make no offer, and only an app on the home screen keeps its data. */
export function isHomeScreenDevice(): boolean {
	return 'standalone' in navigator && navigator.maxTouchPoints > 1;
}

export function isInstalled(): boolean {
	if ('standalone' in navigator && navigator.standalone === true) return true;
	return matchMedia('(display-mode: standalone)').matches;
}

class Install {
	#offer = $state.raw<InstallOffer | null>(null);
	#isLater = $state(localStorage.getItem(laterKey) !== null);

	get isOffered(): boolean {
		return this.#offer !== null;
	}

	/** Null: it is installed, or this browser cannot. */
	get way(): 'offer' | 'steps' | null {
		if (isInstalled()) return null;
		if (this.#offer) return 'offer';
		return isHomeScreenDevice() ? 'steps' : null;
	}

	/** Told once after a save; "Not now" holds for good, and Settings still has it. */
	get isSuggested(): boolean {
		return !this.#isLater && this.way !== null;
	}

	later(): void {
		this.#isLater = true;
		localStorage.setItem(laterKey, '');
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
