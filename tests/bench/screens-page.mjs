/**
 * Runs in the page, by itself: does one thing as a person does it, and waits until what it brings stands on the screen.
 * @param {{ readonly what: string, readonly given: any }} asked
 * @returns {Promise<{ ms: number, gapMs: number }>} gapMs: the longest time in which no tap could have been answered
 */
export async function measureInPage({ what, given }) {
	/** @param {() => unknown} isTrue */
	const until = async (isTrue) => {
		const latest = performance.now() + 30_000;
		while (!isTrue()) {
			if (performance.now() > latest) throw new Error(`${what} does not end`);
			await frame();
		}
	};
	const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
	/** @param {string} selector @returns {any} */
	const find = (selector) => document.querySelector(selector);
	/** @param {RegExp} name @returns {any} */
	const button = (name) =>
		[...document.querySelectorAll('button')].find(
			(one) => name.test(one.innerText.trim()) || name.test(one.getAttribute('aria-label') ?? '')
		);
	/** @param {any} field @param {string} text */
	const type = (field, text) => {
		field.value = text;
		field.dispatchEvent(new Event('input', { bubbles: true }));
	};
	/** @param {string} key @param {boolean} [ctrlKey] */
	const press = (key, ctrlKey = false) =>
		(document.activeElement ?? document.body).dispatchEvent(
			new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true })
		);
	const scroller = () => find('[role=group][aria-busy]');
	/** Rows of another list, or of the same one planned anew, have come. @param {() => void} act */
	const newRows = async (act) => {
		let isBusy = false;
		const observer = new MutationObserver((records) => {
			isBusy ||= records.length > 0;
		});
		observer.observe(scroller(), { attributeFilter: ['aria-busy'] });
		act();
		await until(() => isBusy && scroller().ariaBusy === 'false' && !find('tr.waiting'));
		observer.disconnect();
	};
	const openForm = async () => {
		const rows = [...document.querySelectorAll('[data-row]')];
		/** @type {any} */ (rows[Math.floor(performance.now()) % 8]).click();
		await until(() => find('#row-form-title') && find('[role=dialog] input'));
	};
	const closeForm = async () => {
		find('[role=dialog] [title$="(Esc)"]').click();
		await until(() => !find('#row-form-title'));
	};
	const isAtEnd = () => {
		const last = find('tbody')?.lastElementChild;
		const area = scroller();
		return (
			last &&
			!last.classList.contains('waiting') &&
			area.scrollTop + area.clientHeight >= area.scrollHeight - 1
		);
	};

	/** @type {Record<string, () => Promise<void>>} */
	const steps = {
		filter: () =>
			newRows(() => button(given ? /^[\d,]+\s+Update$|^[\d,]+\s+Error$/ : /All rows$/).click()),
		sort: () => newRows(() => button(/^Name$/).click()),
		search: () => newRows(() => type(find('[data-search]'), given)),
		'go to line': async () => {
			button(/^Go to line$/).click();
			await frame();
			type(find('input[type=number]'), String(given));
			await frame();
			started = performance.now();
			button(/^Go$/).click();
			await until(() => document.activeElement?.ariaLabel?.startsWith(`Line ${given},`));
		},
		'open a row': openForm,
		'edit and plan again': async () => {
			await openForm();
			const label = [...document.querySelectorAll('[role=dialog] label')].find(
				(one) => one.textContent?.trim() === 'First Name'
			);
			type(find(`#${label?.getAttribute('for')}`), given);
			await frame();
			started = performance.now();
			press('s', true);
			await until(() => find('#row-form-title').innerText.includes(given));
		},
		'scroll to the end': async () => {
			const area = scroller();
			// A hard fling, 15,000 pixels a second, then all the way.
			for (let step = 0; step < 60; step += 1) {
				area.scrollBy(0, 250);
				await frame();
			}
			started = performance.now();
			area.scrollTop = area.scrollHeight;
			await frame();
			await until(isAtEnd);
		}
	};
	const { port1, port2 } = new MessageChannel();
	let last = performance.now();
	let gapMs = 0;
	port1.onmessage = () => {
		const now = performance.now();
		gapMs = Math.max(gapMs, now - last);
		last = now;
		port2.postMessage(null);
	};
	port2.postMessage(null);
	let started = performance.now();
	await steps[what]?.();
	const ms = performance.now() - started;
	await frame();
	port1.close();
	if (find('#row-form-title')) await closeForm();
	if (what === 'scroll to the end') {
		const next = button(/^Next/);
		if (next && !next.ariaDisabled) next.click();
		else scroller().scrollTop = 0;
		await until(() => scroller().scrollTop === 0 && !find('tr.waiting'));
	}
	return { ms, gapMs };
}
