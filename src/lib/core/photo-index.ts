/** Photos by what their names may mean. They are the fewer ones, so they are indexed and the people pass by (Z5). */
import { emailKey, foldKey } from './match';
import { cellNames, nameOfPhoto, nameTokens, stemsOf, withoutZeros } from './photo-names';
import type { PhotoFile, PhotoOwner } from './photos';

export type PhotoKey = 'clientId' | 'username' | 'email';
export const photoKeys: readonly PhotoKey[] = ['clientId', 'username', 'email'];

export interface PhotoIndex {
	readonly byStem: ReadonlyMap<string, readonly (readonly [photo: number, level: number])[]>;
	/** File names and paths that a cell of the Photo column may hold. */
	readonly byCell: ReadonlyMap<string, readonly number[]>;
	readonly byZeros: ReadonlyMap<string, readonly number[]>;
	readonly byName: ReadonlyMap<string, readonly number[]>;
}

/** Photo → owners, by each key, on the best level on which the photo met anybody. */
interface KeyHits {
	readonly levels: Uint8Array;
	readonly owners: number[][];
}

export interface Hits {
	readonly byKey: Readonly<Record<PhotoKey, KeyHits>>;
	/** What would be a hit without leading zeros. */
	readonly byZeros: Readonly<Record<PhotoKey, number[][]>>;
	readonly byName: number[][];
}

export function indexPhotos(photos: readonly PhotoFile[]): PhotoIndex {
	const byStem = new Map<string, (readonly [number, number])[]>();
	const byCell = new Map<string, number[]>();
	const byZeros = new Map<string, number[]>();
	const byName = new Map<string, number[]>();
	photos.forEach(({ path }, photo) => {
		const stems = stemsOf(path);
		for (const [stem, level] of stems) put(byStem, stem, [photo, level]);
		for (const stem of new Set(stems.map(([key]) => withoutZeros(key)))) put(byZeros, stem, photo);
		for (const name of cellNames(path)) put(byCell, name, photo);
		put(byName, nameOfPhoto(path), photo);
	});
	return { byStem, byCell, byZeros, byName };
}

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
	const list = map.get(key);
	if (list) list.push(value);
	else map.set(key, [value]);
}

export function newHits(photos: number): Hits {
	const lists = () => Array.from({ length: photos }, (): number[] => []);
	const hits = (): KeyHits => ({ levels: new Uint8Array(photos).fill(255), owners: lists() });
	return {
		byKey: { clientId: hits(), username: hits(), email: hits() },
		byZeros: { clientId: lists(), username: lists(), email: lists() },
		byName: lists()
	};
}

function keyOf(owner: PhotoOwner, key: PhotoKey): string {
	return key === 'email' ? emailKey(owner.email) : foldKey(owner[key]);
}

export function meet({ byKey }: Hits, { byStem }: PhotoIndex, owner: PhotoOwner): void {
	for (const key of photoKeys) {
		const { levels, owners } = byKey[key];
		for (const [photo, level] of byStem.get(keyOf(owner, key)) ?? []) {
			const best = levels[photo] as number;
			if (level > best) continue;
			if (level < best) owners[photo] = [];
			levels[photo] = level;
			(owners[photo] as number[]).push(owner.id);
		}
	}
}

/** Leading zeros and names: what a person may confirm. */
export function meetAlmost({ byZeros, byName }: Hits, index: PhotoIndex, owner: PhotoOwner): void {
	for (const key of photoKeys) {
		const bare = withoutZeros(keyOf(owner, key));
		if (bare === '') continue;
		for (const photo of index.byZeros.get(bare) ?? []) byZeros[key][photo]?.push(owner.id);
	}
	const name = nameTokens(`${owner.firstName} ${owner.lastName}`);
	if (name === '') return;
	for (const photo of index.byName.get(name) ?? []) byName[photo]?.push(owner.id);
}
