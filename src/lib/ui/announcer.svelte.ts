/** What screen readers are told without moving the focus (4.1.3). */
import { untrack } from 'svelte';

class Announcer {
	text = $state('');

	say(text: string): void {
		// The same words twice are told twice only if they differ: a trailing no-break space does it.
		const former = untrack(() => this.text);
		this.text = text === former ? `${text}\u00a0` : text;
	}
}

export const announcer = new Announcer();
