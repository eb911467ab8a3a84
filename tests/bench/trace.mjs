/** What a page's main thread worked on, from the browser's own trace. */

const mark = 'muster-bench';
const categories = ['disabled-by-default-devtools.timeline', 'blink.user_timing'];

/**
 * The longest task of the page's main thread while `act` runs, in ms on a processor: the time in which the thread waited
 * for a core is not in it.
 * @param {import('@playwright/test').Page} page
 * @param {() => Promise<unknown>} act
 * @returns {Promise<number>}
 */
export async function longestTask(page, act) {
	const browser = await page.context().newCDPSession(page);
	/** @type {any[]} */
	const events = [];
	browser.on('Tracing.dataCollected', ({ value }) => events.push(...value));
	const completes = new Promise((resolve) => browser.once('Tracing.tracingComplete', resolve));
	await browser.send('Tracing.start', {
		transferMode: 'ReportEvents',
		traceConfig: { includedCategories: categories }
	});
	// Says which of the traced threads is the page's.
	await page.evaluate((name) => performance.mark(name), mark);
	await act();
	await browser.send('Tracing.end');
	await completes;
	await browser.detach();
	const own = events.find(({ name }) => name === mark);
	const tasks = events.filter(
		({ name, pid, tid }) => name === 'RunTask' && pid === own?.pid && tid === own?.tid
	);
	if (tasks.length === 0) throw new Error('The trace holds no task of the page.');
	return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur), 0) / 1000;
}
