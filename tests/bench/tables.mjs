/** What the benchmark prints: medians, how far the runs lie apart, ratios, and beside each figure its aim. */

/** @param {number[]} list */
export const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

/** By size: what is aimed at for the rows of the table; in P, in ms, or in MB. */
const aims = {
	first: { 10_000: 100, 100_000: 150, 1_000_000: 300 },
	planned: { 10_000: 3, 100_000: 2, 1_000_000: 2.2 },
	/** V3: of what an edit takes, the planning. */
	edit: {},
	replan: { 10_000: 50, 100_000: 50 },
	setting: { 10_000: 20, 100_000: 50, 1_000_000: 200 },
	keySetting: { 10_000: 1, 100_000: 1, 1_000_000: 1 },
	saved: { 10_000: 3, 100_000: 2.5, 1_000_000: 2.5 },
	undone: { 10_000: 3, 100_000: 2.5, 1_000_000: 2.5 },
	reopened: { 10_000: 200, 100_000: 300, 1_000_000: 1000 },
	gap: { 10_000: 50, 100_000: 50, 1_000_000: 50 },
	memory: { 10_000: 60, 100_000: 120, 1_000_000: 250 }
};

/** @typedef {{ rows: number, timings: Record<string, any>[], memory: Record<string, number> | null }} Measured */

/**
 * @param {Measured} measured
 * @param {keyof typeof aims} name
 */
function aimOf({ rows }, name) {
	return /** @type {Record<number, number>} */ (aims[name])[rows];
}

/** @param {number} value @param {number | undefined} aim @param {string} unit */
function besideAim(value, aim, unit) {
	if (aim === undefined) return '';
	return ` (${value <= aim ? 'met' : 'aim'} ${aim}${unit})`;
}

/** @param {Measured} measured @param {(timing: any) => number} of @param {keyof typeof aims} aim */
function inMs(measured, of, aim) {
	const all = measured.timings.map(of);
	const ms = median(all);
	return `${ms.toFixed(0)} ms ±${spread(all)}${besideAim(ms, aimOf(measured, aim), ' ms')}`;
}

/** @param {Measured} measured @param {(timing: any) => number} of @param {keyof typeof aims} aim */
function inPapas(measured, of, aim) {
	const ratio = median(measured.timings.map((timing) => of(timing) / timing.papaMs));
	const all = measured.timings.map(of);
	const shown = `${median(all).toFixed(0)} ms = ${ratio.toFixed(2)} P ±${spread(all)}`;
	return shown + besideAim(ratio, aimOf(measured, aim), ' P');
}

/** Half of what lies between the fastest and the slowest run, in percent of the median. @param {number[]} all */
function spread(all) {
	const half = (Math.max(...all) - Math.min(...all)) / 2;
	return `${Math.round((half / median(all)) * 100)}%`;
}

/** @param {Measured} measured */
function lineOf(measured) {
	const { rows, timings, memory } = measured;
	/** @param {Record<string, number> | undefined} by */
	const worst = (by) => Math.max(...Object.values(by ?? { none: 0 }));
	const hasKeySettings = timings.some(({ keySettingMs }) => keySettingMs);
	const mb = memory ? Math.max(memory['read'] ?? 0, memory['save'] ?? 0) : 0;
	return {
		rows: rows.toLocaleString('en'),
		'P (PapaParse alone)': `${median(timings.map(({ papaMs }) => papaMs)).toFixed(0)} ms`,
		'first 100 rows': inMs(measured, ({ firstRowsMs }) => firstRowsMs, 'first'),
		'checked, planned, stored': inPapas(measured, ({ plannedMs }) => plannedMs, 'planned'),
		'a settings change, the slowest': inMs(
			measured,
			({ settingMs }) => worst(settingMs),
			'setting'
		),
		...(hasKeySettings
			? {
					'S9, S12, S13, the slowest': inPapas(
						measured,
						({ keySettingMs }) => worst(keySettingMs),
						'keySetting'
					)
				}
			: {}),
		...(timings.some(({ editMs }) => editMs)
			? {
					'an edit, stored and shown': inMs(measured, ({ editMs }) => editMs, 'edit'),
					'of it planned again': inMs(measured, ({ replanMs }) => replanMs, 'replan')
				}
			: {}),
		saved: inPapas(measured, ({ savedMs }) => savedMs, 'saved'),
		undone: inPapas(measured, ({ undoMs }) => undoMs, 'undone'),
		'draft reopened': inMs(measured, ({ reopenMs }) => reopenMs, 'reopened'),
		'longest gap of the page': inMs(measured, ({ longestGapMs }) => longestGapMs, 'gap'),
		...(memory
			? {
					'memory over idle, until saved': `${mb.toFixed(0)} MB${besideAim(mb, aimOf(measured, 'memory'), ' MB')}`
				}
			: {})
	};
}

/** One column for each size. @param {readonly Measured[]} all */
export function mainTable(all) {
	const lines = all.map(lineOf);
	const names = Object.keys(Object.assign({}, ...lines)).filter((name) => name !== 'rows');
	return Object.fromEntries(
		names.map((name) => [
			name,
			Object.fromEntries(
				lines.map((line) => [line.rows, /** @type {Record<string, string>} */ (line)[name] ?? ''])
			)
		])
	);
}

/**
 * One row for each thing done in the review, one column for each size.
 * @param {readonly { rows: number, steps: Record<string, import('./screens.mjs').Step> }[]} all
 */
export function screensTable(all) {
	/** @type {Record<string, Record<string, string>>} */
	const table = {};
	for (const { rows, steps } of all) {
		for (const [name, { median: middle, worst, gap, worstGap, task }] of Object.entries(steps)) {
			const cells = [
				`${middle.toFixed(0)} ms (${worst.toFixed(0)})`,
				...(task > 0 ? [`${gap.toFixed(0)} (${worstGap.toFixed(0)})`, task.toFixed(0)] : [])
			];
			(table[name] ??= {})[rows.toLocaleString('en-GB')] = cells.join(' · ');
		}
	}
	return table;
}

/** Time must grow in step with the rows. @param {readonly Measured[]} all */
export function growth(all) {
	const bySize = new Map(all.map((each) => [each.rows, each.timings]));
	const [small, large] = [bySize.get(100_000), bySize.get(1_000_000)];
	if (!small || !large) return {};
	return Object.fromEntries(
		['papaMs', 'plannedMs', 'savedMs', 'undoMs'].map((name) => [
			name,
			median(large.map((one) => one[name])) / median(small.map((one) => one[name]))
		])
	);
}
