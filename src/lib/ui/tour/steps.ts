/** The two short tours, step by step: what to do, and a small drawing of it. */
import { m } from '../../i18n/paraglide/messages';

export type TourKind = 'csv' | 'zip';
export type Figure = 'table' | 'tree' | 'ways' | 'names' | 'counts' | 'photos' | 'fix' | 'save';

export interface TourStep {
	readonly title: () => string;
	readonly text: () => string;
	readonly figure: Figure;
}

const save: TourStep = { title: m.tour_save, text: m.tour_save_text, figure: 'save' };
const fix: TourStep = { title: m.tour_fix, text: m.tour_fix_text, figure: 'fix' };

export const tours: Readonly<Record<TourKind, readonly TourStep[]>> = {
	csv: [
		{ title: m.tour_table, text: m.tour_table_text, figure: 'table' },
		{ title: m.tour_ways, text: m.tour_ways_text, figure: 'ways' },
		{ title: m.tour_counts, text: m.tour_counts_text, figure: 'counts' },
		fix,
		save
	],
	zip: [
		{ title: m.tour_tree, text: m.tour_tree_text, figure: 'tree' },
		{ title: m.tour_names, text: m.tour_names_text, figure: 'names' },
		{ title: m.tour_photos, text: m.tour_photos_text, figure: 'photos' },
		fix,
		save
	]
};

export function tourTitle(kind: TourKind): string {
	return kind === 'csv' ? m.tour_csv_title() : m.tour_zip_title();
}
