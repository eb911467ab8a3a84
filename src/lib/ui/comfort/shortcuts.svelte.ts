/** Keys that act without a modifier can be turned off (WCAG 2.1.4): speech input and shaky hands press them unmeant. */
const offKey = 'muster-single-keys-off';

class Shortcuts {
	isOpen = $state(false);
	#isOff = $state(localStorage.getItem(offKey) !== null);

	get singleKeys(): boolean {
		return !this.#isOff;
	}

	set singleKeys(areOn: boolean) {
		this.#isOff = !areOn;
		if (areOn) localStorage.removeItem(offKey);
		else localStorage.setItem(offKey, '');
	}
}

export const shortcuts = new Shortcuts();
