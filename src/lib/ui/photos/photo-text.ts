/** Words about photos. */
import type { PhotoKey } from '../../core/photo-index';
import { fieldText } from '../../i18n/field-text';
import { counted, formatNumber } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { PhotoKind, PhotosView, PhotoView } from '../../worker/protocol';

const faults: Readonly<Record<NonNullable<PhotoView['fault']>, () => string>> = {
	damaged: m.photo_fault_damaged,
	not_a_photo: m.photo_fault_not_a_photo,
	heic: m.photo_fault_heic,
	undecodable: m.photo_fault_undecodable,
	too_small: m.photo_fault_too_small,
	too_large: m.photo_fault_too_large
};

export function faultText(fault: NonNullable<PhotoView['fault']>): string {
	return faults[fault]();
}

const kinds: Readonly<Record<PhotoKind, () => string>> = {
	matched: m.photos_matched,
	without: m.photos_without,
	unmatched: m.photos_unmatched,
	several: m.photos_several,
	shared: m.photos_shared,
	faulty: m.photos_faulty,
	replaced: m.photos_replaced
};

export function kindText(kind: PhotoKind): string {
	return kinds[kind]();
}

/** "1,171 of 1,187. Username would match 640, Email 0." */
export function coverageText({ key, coverage, total }: PhotosView): string {
	const others = (['clientId', 'username', 'email'] as const).filter((each) => each !== key);
	const [first, second] = others as [PhotoKey, PhotoKey];
	return m.photos_coverage({
		covered: formatNumber(coverage[key]),
		total: formatNumber(total),
		first: fieldText(first),
		firstCount: formatNumber(coverage[first]),
		second: fieldText(second),
		secondCount: formatNumber(coverage[second])
	});
}

/** How far the photos are prepared; null where nothing is left to do. */
export function preparingText({ preparing }: PhotosView): string | null {
	const { left, perSecond, secondsLeft } = preparing;
	if (left === 0) return null;
	if (secondsLeft === null) return m.photos_left(counted(left));
	return m.photos_left_rate({
		...counted(left),
		rate: formatNumber(perSecond),
		seconds: m.seconds_left(counted(secondsLeft))
	});
}

/** The file's own name: its folders say nothing here. */
export function fileNameOf(path: string): string {
	return path.split('/').at(-1) ?? path;
}
