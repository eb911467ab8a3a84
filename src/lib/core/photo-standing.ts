/** What becomes of each person's photo, and the lists that are shown before saving (Z7). */
import type { PhotoChoices, PhotoFile, PhotoMatches } from './photos';

/**
 * - matched: taken; - several: the first of two or more is taken, with a warning until one is chosen;
 * - shared: the same photo for two people, taken for neither; - faulty: found, and cannot be used.
 */
export type StandingKind = 'matched' | 'several' | 'shared' | 'faulty';

export interface Standing {
	readonly kind: StandingKind;
	/** The photo in question; what is shared or faulty is not taken. */
	readonly photo: number;
	/** All that were found for this person, this one first. */
	readonly photos: readonly number[];
}

/** Owner → what becomes of the photo. Who is not in it has none. */
export function standings(
	photos: readonly PhotoFile[],
	{ photosOf }: Pick<PhotoMatches, 'photosOf'>,
	byHand: PhotoChoices['byHand']
): ReadonlyMap<number, Standing> {
	const standing = new Map<number, Standing>();
	const claims = new Map<string, number>();
	const isByHand = (owner: number) => byHand.has(owner);
	const claim = (picture: string) => claims.set(picture, (claims.get(picture) ?? 0) + 1);
	for (const [owner, found] of photosOf) {
		const own = standingOf(photos, found, isByHand(owner));
		standing.set(owner, own);
		if (own.kind === 'faulty') continue;
		const picture = pictureOf(photos, own.photo);
		claim(picture);
		if (isByHand(owner)) claim(`by hand ${picture}`);
	}
	for (const [owner, own] of standing) {
		const picture = pictureOf(photos, own.photo);
		// One word of a person settles whose the picture is; two of them contradict each other.
		const claimants = claims.get(isByHand(owner) ? `by hand ${picture}` : picture) ?? 0;
		if (claimants > 1 && own.kind !== 'faulty') standing.set(owner, { ...own, kind: 'shared' });
	}
	return standing;
}

function standingOf(
	photos: readonly PhotoFile[],
	found: readonly number[],
	isChosen: boolean
): Standing {
	const usable = found.filter((photo) => !photos[photo]?.isFaulty);
	const [first = found[0] as number] = isChosen ? found : usable;
	const rest = found.filter((photo) => photo !== first);
	if (photos[first]?.isFaulty) return { kind: 'faulty', photo: first, photos: [first, ...rest] };
	const pictures = new Set(usable.map((photo) => pictureOf(photos, photo)));
	const kind = pictures.size > 1 && !isChosen ? 'several' : 'matched';
	return { kind, photo: first, photos: [first, ...rest] };
}

/** The same bytes are one picture, under whatever names. */
function pictureOf(photos: readonly PhotoFile[], photo: number): string {
	return photos[photo]?.source || `at ${photo}`;
}
