/** The question that creations meeting stored users ask, in one line (Y6). */
import { counted, formatList, formatNumber } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { ReplannedUpload } from '../../sync/collisions';

export const replanActions = ['update', 'unchanged', 'skip', 'error'] as const;

type Counts = Pick<ReplannedUpload, 'rows' | (typeof replanActions)[number]>;

/** Of one upload, or of all that wait. */
export function replanTitle(uploads: readonly Counts[]): string {
	const sum = (key: keyof Counts) => uploads.reduce((total, upload) => total + upload[key], 0);
	const parts = replanActions
		.map((action) => ({ count: sum(action), what: m[`replan_${action}`]() }))
		.filter(({ count }) => count > 0);
	const [only] = parts;
	const what =
		parts.length === 1 && only
			? only.what
			: formatList(parts.map((part) => m.replan_part({ n: formatNumber(part.count), ...part })));
	return m.replan_title({ rows: m.rows(counted(sum('rows'))), what });
}
