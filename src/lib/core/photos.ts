/** Photo → person: by the Photo column, else by one key for the whole package (Z5). */
import { cellKey } from './photo-names';
import {
	indexPhotos,
	meet,
	meetAlmost,
	newHits,
	photoKeys,
	type Hits,
	type PhotoIndex,
	type PhotoKey
} from './photo-index';

/** A photo of the package; the others speak of it by its place in the list. */
export interface PhotoFile {
	/** With its folders, as the archive names it. */
	readonly path: string;
	/** SHA-256 of its bytes in hex, '' while unknown; two with the same are one picture (Z7). */
	readonly source: string;
	/** It was damaged, is no photo, or breaks a limit: it is found, and never taken (Z2, Z6). */
	readonly isFaulty: boolean;
}

/** A person, once, whatever the number of rows about them. */
export interface PhotoOwner extends Readonly<Record<PhotoKey, string>> {
	readonly id: number;
	readonly firstName: string;
	readonly lastName: string;
	/** The cell of the Photo column, '' where there is none. */
	readonly photo: string;
}

export interface PhotoChoices {
	/** Null: the key that covers most. */
	readonly key: PhotoKey | null;
	/** Owner id → place of the photo put onto them by hand, or null: none of those found. */
	readonly byHand: ReadonlyMap<number, number | null>;
}

export interface PhotoSuggestion {
	readonly photo: number;
	readonly owner: number;
	readonly by: 'zeros' | 'name';
}

export interface PhotoMatches {
	readonly key: PhotoKey;
	/** Photos that each key finds a person for. */
	readonly coverage: Readonly<Record<PhotoKey, number>>;
	/** Owner → the photos that are theirs by column, key or hand, the one that stands first. */
	readonly photosOf: ReadonlyMap<number, readonly number[]>;
	/** Photos that nobody has. */
	readonly unmatched: readonly number[];
	/** For photos that nobody has: the one person they would be of but for leading zeros, or by name. To be confirmed. */
	readonly suggestions: readonly PhotoSuggestion[];
}

export interface PhotoMatching {
	/** People pass by once, in any order, and are not kept. */
	take(owner: PhotoOwner): void;
	/** May be asked again with other choices. */
	match(choices: PhotoChoices): PhotoMatches;
}

/** Each photo with its person. The same package and people give the same matches, in whatever order the people come. */
export function createPhotoMatching(photos: readonly PhotoFile[]): PhotoMatching {
	const index = indexPhotos(photos);
	const hits = newHits(photos.length);
	const byColumn = new Map<number, readonly number[]>();
	return {
		take(owner) {
			if (owner.photo === '') meet(hits, index, owner);
			else byColumn.set(owner.id, inColumn(index, owner.photo));
			meetAlmost(hits, index, owner);
		},
		match({ key: wanted, byHand }) {
			const coverage = coverageOf(hits);
			const key = wanted ?? bestKey(coverage);
			const photosOf = settle(photos, { hits: hits.byKey[key].owners, byColumn, byHand });
			const taken = new Set([...photosOf.values()].flat());
			const unmatched = photos.flatMap((_, photo) => (taken.has(photo) ? [] : [photo]));
			const suggestions = suggest(unmatched, [hits.byZeros[key], hits.byName], photosOf);
			return { key, coverage, photosOf, unmatched, suggestions };
		}
	};
}

export function matchPhotos(
	photos: readonly PhotoFile[],
	owners: Iterable<PhotoOwner>,
	choices: PhotoChoices
): PhotoMatches {
	const matching = createPhotoMatching(photos);
	for (const owner of owners) matching.take(owner);
	return matching.match(choices);
}

function inColumn(index: PhotoIndex, cell: string): readonly number[] {
	return index.byCell.get(cellKey(cell)) ?? [];
}

function coverageOf({ byKey }: Hits): Record<PhotoKey, number> {
	const count = (key: PhotoKey) => byKey[key].owners.filter((list) => list.length > 0).length;
	return { clientId: count('clientId'), username: count('username'), email: count('email') };
}

/** The first of those that cover most, in the order of {@link photoKeys}. */
function bestKey(coverage: Readonly<Record<PhotoKey, number>>): PhotoKey {
	return photoKeys.reduce((best, key) => (coverage[key] > coverage[best] ? key : best));
}

interface Claims {
	readonly hits: readonly (readonly number[])[];
	readonly byColumn: ReadonlyMap<number, readonly number[]>;
	readonly byHand: ReadonlyMap<number, number | null>;
}

/** By hand before the column, and the column before the key. */
function settle(photos: readonly PhotoFile[], { hits, byColumn, byHand }: Claims) {
	const photosOf = new Map<number, number[]>();
	const give = (owner: number, photo: number) => {
		const list = photosOf.get(owner);
		if (!list) photosOf.set(owner, [photo]);
		else if (!list.includes(photo)) list.push(photo);
	};
	for (const [owner, photo] of byHand) if (photo !== null) give(owner, photo);
	const inHand = new Set(byHand.values());
	const named = new Set([...byColumn.values()].flat());
	const giveUnlessInHand = (owner: number, photo: number) => {
		if (!inHand.has(photo) && byHand.get(owner) !== null) give(owner, photo);
	};
	for (const [owner, list] of byColumn) list.forEach((photo) => giveUnlessInHand(owner, photo));
	hits.forEach((owners, photo) => {
		if (!named.has(photo)) owners.forEach((owner) => giveUnlessInHand(owner, photo));
	});
	const pathOf = (photo: number) => (photos[photo] as PhotoFile).path;
	for (const [owner, list] of photosOf) {
		const first = byHand.get(owner) ?? null;
		const rank = (photo: number) => (photo === first ? 0 : 1);
		list.sort((a, b) => rank(a) - rank(b) || (pathOf(a) < pathOf(b) ? -1 : 1));
	}
	return photosOf;
}

/** One photo for one person, neither of them with another: what is open either way is no suggestion. */
function suggest(
	unmatched: readonly number[],
	[zeros, names]: readonly [readonly (readonly number[])[], readonly (readonly number[])[]],
	photosOf: ReadonlyMap<number, unknown>
): PhotoSuggestion[] {
	const found = unmatched.flatMap((photo): PhotoSuggestion[] => {
		const free = (owners: readonly number[] = []) => owners.filter((owner) => !photosOf.has(owner));
		const [byZeros, byName] = [free(zeros[photo]), free(names[photo])];
		const by = byZeros.length > 0 ? 'zeros' : 'name';
		const [owner, ...others] = by === 'zeros' ? byZeros : byName;
		return owner === undefined || others.length > 0 ? [] : [{ photo, owner, by }];
	});
	const times = new Map<number, number>();
	for (const { owner } of found) times.set(owner, (times.get(owner) ?? 0) + 1);
	return found.filter(({ owner }) => times.get(owner) === 1);
}
