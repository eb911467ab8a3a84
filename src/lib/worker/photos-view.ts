/** The photos of a draft as the page shows them: counts, and windows of each list (Z7). */
import { photosOfKind } from './photo-lists';
import type { Context } from './context';
import { unprepared } from './draft-photos';
import type { OpenDraft } from './open-draft';
import type { PhotosView } from './protocol';

export function photosViewOf(open: OpenDraft, context: Context): PhotosView | null {
	const { photos } = open;
	if (!photos) return null;
	const { matches, standing } = photos;
	const { others, leftOut, key } = photos.package;
	const count = (kind: string) => {
		let found = 0;
		for (const each of standing.values()) if (each.kind === kind) found += 1;
		return found;
	};
	return {
		total: photos.package.photos.length,
		others,
		leftOut,
		key: matches.key,
		isKeyChosen: key !== null,
		coverage: matches.coverage,
		counts: {
			matched: count('matched') + count('several'),
			without: photosOfKind(open, 'without').length,
			unmatched: matches.unmatched.length,
			several: count('several'),
			shared: count('shared'),
			faulty: count('faulty'),
			replaced: photosOfKind(open, 'replaced').length
		},
		suggested: {
			zeros: matches.suggestions.filter(({ by }) => by === 'zeros').length,
			names: matches.suggestions.filter(({ by }) => by === 'name').length
		},
		preparing: preparingOf(open, context)
	};
}

function preparingOf(open: OpenDraft, { file, preparing }: Context): PhotosView['preparing'] {
	const left = unprepared(open).length;
	const run = preparing?.open === open ? preparing : null;
	const perSecond = run && run.elapsedMs > 0 ? (run.done * 1000) / run.elapsedMs : 0;
	return {
		done: run?.done ?? 0,
		left,
		perSecond: Math.round(perSecond),
		secondsLeft: perSecond > 0 ? Math.ceil(left / perSecond) : null,
		needsFile: left > 0 && file === null,
		failure: run?.failure ?? null
	};
}
