/** The main job at one size: every step timed in a worker that is warm, and its memory in a browser of its own. */
import { watchMemory } from './browser.mjs';
import { profileWorker } from './profile.mjs';

/**
 * @typedef {object} JobOptions
 * @property {number} rows
 * @property {number} stored users that are there before
 * @property {number} runs
 * @property {number} passwordEvery every n-th row has a password
 * @property {boolean} isQuick leaves out what takes a second pass over the rows
 * @property {boolean} isProfiled
 */

/** @param {JobOptions} options */
function fileOptions({ rows, stored, passwordEvery }) {
	const known = stored > 0 ? { existingPercent: 30, existingOf: stored } : {};
	return { rows, seed: 7, passwordEvery, ...known };
}

/**
 * @param {import('./browser.mjs').Bench} browser with the stored users in it
 * @param {JobOptions} options
 * @returns {Promise<Record<string, any>[]>} one timing for each run
 */
export async function runMainJob(browser, options) {
	const { rows, runs, isQuick, isProfiled } = options;
	await browser.step('makeFile', fileOptions(options));
	const steps = isQuick
		? ['papa', 'read', 'reopen', 'update', 'settings', 'save', 'undo']
		: ['papa', 'read', 'reopen', 'update', 'settings', 'keySettings', 'edit', 'save', 'undo'];
	const timings = [];
	// The first run warms the worker up and is not counted.
	for (let run = 0; run <= runs; run += 1) {
		await browser.step('begin');
		await browser.step('watch');
		/** @type {Record<string, any>} */
		const timing = {};
		for (const step of run === 0 ? ['read', 'update', 'save'] : steps) {
			// The yardstick runs in the same worker just before what it measures.
			const stopProfile = isProfiled ? await profileWorker(browser.context, browser.page) : null;
			Object.assign(timing, await browser.step(step, rows));
			if (stopProfile && step !== 'reopen') console.log(`${step}\n${await stopProfile()}`);
		}
		if (run > 0) timings.push({ ...timing, ...(await browser.step('gap')) });
	}
	return timings;
}

/**
 * The most memory that each step has taken until its end, over the idle page with its stored users, in MB.
 * @param {import('./browser.mjs').Bench} browser with the stored users in it, and nothing done yet
 * @param {JobOptions} options
 */
export async function weighMainJob(browser, options) {
	await browser.step('makeFile', fileOptions(options));
	await browser.step('begin');
	await browser.collect();
	const memory = await watchMemory(browser.context);
	/** @type {Record<string, number>} */
	const taken = {};
	for (const step of ['read', 'update', 'save', 'undo']) {
		await browser.step(step);
		taken[step] = memory.peakMb();
	}
	memory.stop();
	return { idleMb: memory.idleMb, ...taken };
}
