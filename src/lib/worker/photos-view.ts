/** The photos of a draft as the page shows them: counts, and windows of each list (Z7). */
import { metFlag } from '../core/facts';
import { roles } from '../core/fields';
import { actionIndex } from '../core/row-state';
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

const candidate = roles.indexOf('candidate') + 1;
const saved: ReadonlySet<number> = new Set(
	(['create', 'update', 'unchanged'] as const).map((action) => actionIndex[action])
);

/** Candidates of a proctored exam who come without a package and have no photo yet. */
export function countWithoutPhoto({ exam, photos, facts, plan }: OpenDraft): number {
	if (exam?.kind !== 'proctored' || photos) return 0;
	let found = 0;
	for (let row = 0; row < facts.count; row += 1) {
		if (!saved.has(plan.action[row] as number)) continue;
		const flags = facts.metFlags[row] as number;
		const role = facts.role[row] as number;
		const isStaff = role === 0 ? (flags & metFlag.staff) !== 0 : role !== candidate;
		if (!isStaff && !(flags & metFlag.hasPhoto)) found += 1;
	}
	return found;
}
