/**
 * What the browser's own modal dialog does, but for one thing: to put the rest of the page out of reach it styles all of
 * it anew, when it opens and when it closes, 20 ms each on two cores. A form that is opened for row after row has no time
 * for that.
 */

/** Whether something is asked that has to be answered first. */
export function isModalOpen(): boolean {
	return document.querySelector('dialog[open], [aria-modal="true"]') !== null;
}

/**
 * Keeps focus and readers inside of `panel`, which covers the page.
 * @param onclose Escape, or the device's way back
 * @returns ends it, and gives the focus back
 */
export function keepInside(panel: HTMLElement, onclose: () => void): () => void {
	const before = document.activeElement;
	const showOthers = hideOthers(panel);
	const stopWatching = watchForClose(onclose);
	let last: HTMLElement = panel;

	const focused = ({ target }: FocusEvent) => {
		if (!(target instanceof HTMLElement)) return;
		if (panel.contains(target)) last = target;
		// A dialog over it has its own way with the focus.
		else if (!target.closest('dialog[open]')) (last.isConnected ? last : panel).focus();
	};
	const pressed = (event: KeyboardEvent) => {
		if (event.key !== 'Tab' || event.defaultPrevented) return;
		const stops = stopsIn(panel);
		const [first, end] = [stops[0], stops.at(-1)];
		const isAtEdge = document.activeElement === (event.shiftKey ? first : end);
		if (!isAtEdge && panel.contains(document.activeElement)) return;
		event.preventDefault();
		(event.shiftKey ? end : first)?.focus();
	};
	document.addEventListener('focusin', focused);
	panel.addEventListener('keydown', pressed);
	panel.focus();
	return () => {
		document.removeEventListener('focusin', focused);
		panel.removeEventListener('keydown', pressed);
		stopWatching();
		showOthers();
		if (before instanceof HTMLElement && before.isConnected) before.focus();
	};
}

/** Readers of the screen go by this; nothing is styled by it. */
function hideOthers(panel: HTMLElement): () => void {
	const hidden: Element[] = [];
	// From the panel up to the page: what stands beside it on each level.
	let inner: Element = panel;
	while (inner.parentElement && inner !== document.body) {
		for (const other of inner.parentElement.children) {
			if (other === inner || other.getAttribute('aria-hidden') === 'true') continue;
			other.setAttribute('aria-hidden', 'true');
			hidden.push(other);
		}
		inner = inner.parentElement;
	}
	return () => {
		for (const other of hidden) other.removeAttribute('aria-hidden');
	};
}

const stop =
	'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

function stopsIn(panel: HTMLElement): HTMLElement[] {
	return [...panel.querySelectorAll<HTMLElement>(stop)].filter(
		(each) => each.tabIndex >= 0 && each.checkVisibility()
	);
}

interface CloseWatcher extends EventTarget {
	destroy(): void;
}

/** The browser's own watcher hears the way back of a phone too, and knows which of several is on top. */
function watchForClose(onclose: () => void): () => void {
	const Watcher = (globalThis as { CloseWatcher?: new () => CloseWatcher }).CloseWatcher;
	if (!Watcher) {
		const pressed = (event: KeyboardEvent) => {
			if (event.key !== 'Escape' || event.defaultPrevented) return;
			if (!document.querySelector('dialog[open]')) onclose();
		};
		addEventListener('keydown', pressed);
		return () => removeEventListener('keydown', pressed);
	}
	let watcher: CloseWatcher;
	let isOver = false;
	const watch = () => {
		watcher = new Watcher();
		// It ends by being heard; whoever was asked may stay.
		watcher.addEventListener('close', () => {
			if (isOver) return;
			onclose();
			watch();
		});
	};
	watch();
	return () => {
		isOver = true;
		watcher.destroy();
	};
}
