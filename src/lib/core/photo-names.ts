/** What the name of a photo's file may say about whose it is (Z5). */
import { emailKey, foldKey } from './match';

/** No Client ID, Username or Email is longer than this, and an ending; a longer name is nobody's. */
const longestStem = 300;

const ending =
	/(?:[\s._-]{1,3}(?:photo|face|picture|pic|image|img|portrait|headshot|foto|\d{1,2})|\s?\(\d{1,2}\)|[\s._-])$/;
/** Says nothing about whose the photo is: then its folder may. */
const noName = /^(?:photo|face|picture|pic|image|img|portrait|headshot|foto|\d{1,2})$/;

/** A key under which a photo may be found; the level is 0 as it stands, and one more for each ending taken off. */
export type Stem = readonly [stem: string, level: number];

function partsOf(path: string): { readonly file: string; readonly folder: string } {
	const segments = path.split('/');
	return { file: segments.at(-1) ?? '', folder: segments.at(-2) ?? '' };
}

function withoutExtension(file: string): string {
	return file.replace(/\.[^.]{1,5}$/, '');
}

const mostEndings = 4;

/** The stem as it stands, then with one ending less at each place. */
function shortenings(stem: string): readonly string[] {
	const all = [stem];
	let text = stem.replace(ending, '');
	while (text !== '' && text !== all.at(-1) && all.length <= mostEndings) {
		all.push(text);
		text = text.replace(ending, '');
	}
	return all;
}

/** Folded as keys are; both spellings of an email's domain. */
function keysOf(text: string): readonly string[] {
	const key = foldKey(text);
	const email = emailKey(text);
	return key === email ? [key] : [key, email];
}

export function stemsOf(path: string): readonly Stem[] {
	const { file, folder } = partsOf(path);
	if (file.length > longestStem || folder.length > longestStem) return [];
	const texts: string[] = [...shortenings(withoutExtension(file).normalize('NFKC').toLowerCase())];
	if (folder !== '' && noName.test(texts.at(-1) ?? '')) texts.push(folder);
	const stems = texts.flatMap((text, level) => keysOf(text).map((key): Stem => [key, level]));
	return stems.filter(([key]) => key !== '');
}

/** What a cell of the Photo column may hold for it, folded: the path, the file, the file without extension. */
export function cellNames(path: string): readonly string[] {
	const { file } = partsOf(path);
	return [...new Set([path, file, withoutExtension(file)].map(foldKey))];
}

/** A cell of the Photo column as a path of the package would be folded: spreadsheets are filled on Windows too. */
export function cellKey(cell: string): string {
	return foldKey(cell.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, ''));
}

/** Leading zeros are what spreadsheets lose. '' where nothing else is left. */
export function withoutZeros(key: string): string {
	return key.replace(/^0+/, '');
}

/** The words of a name in any order, without accents; '' for fewer than two, which name nobody. */
export function nameTokens(text: string): string {
	const plain = foldKey(text).normalize('NFD').replace(/\p{M}/gu, '');
	const words = plain.match(/\p{L}{2,}/gu) ?? [];
	return words.length < 2 ? '' : words.toSorted().join(' ');
}

/** The words of a photo's name, as {@link nameTokens} gives them. */
export function nameOfPhoto(path: string): string {
	const { file } = partsOf(path);
	if (file.length > longestStem) return '';
	return nameTokens(shortenings(foldKey(withoutExtension(file))).at(-1) ?? '');
}
