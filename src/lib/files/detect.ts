/** Which legacy encoding a text has (R2), judged by the letters of the cells that hold bytes beyond ASCII. */
import { legacyFamilies, multiByte, type Encoding } from './encodings';
import { languagesByFamily, type Language } from './letters';
import { decodeWhole } from './transcode';

/** A letter counts by how well it fits a language; these were set against the names of detect.test.ts. */
const weights = {
	usual: 1,
	seldom: 0.3,
	strange: -1.5,
	/** One of thousands of East Asian characters that is in no list. */
	uncommon: 0.2,
	symbol: -4,
	/** A capital after a small letter, letters of two scripts in one word, or a mark on nothing. */
	broken: -2,
	/** A word that begins with a small letter, where the script has capitals. */
	smallStart: -0.4,
	/** What the letters of a language count for where they are those of its whole family. */
	union: 0.75
};

/**
 * The encoding under which the cells look most like names.
 * @param cells bytes of distinct cells that hold some beyond ASCII
 */
export function detectEncoding(cells: readonly Uint8Array[]): Encoding {
	let best: Encoding = 'windows-1252';
	let most = -Infinity;
	for (const [encoding, family] of legacyFamilies) {
		const texts = decodeAll(cells, encoding);
		if (!texts) continue;
		const score = scoreOf(texts, languagesByFamily[family]) * (multiByte.has(encoding) ? 2 : 1);
		if (score > most + 0.01) {
			best = encoding;
			most = score;
		}
	}
	return best;
}

function decodeAll(cells: readonly Uint8Array[], encoding: Encoding): string[] | null {
	const texts: string[] = [];
	for (const cell of cells) {
		const text = decodeWhole(cell, encoding);
		if (text === null) return null;
		texts.push(text);
	}
	return texts;
}

function scoreOf(texts: readonly string[], languages: readonly Language[]): number {
	const shape = texts.reduce((sum, text) => sum + shapeOf(text), 0);
	const counts = countLetters(texts);
	const fits = languages.map((language, place) => {
		const isUnion = languages.length > 1 && place === languages.length - 1;
		return fitOf(counts, language, isUnion ? weights.union : weights.usual);
	});
	return shape + Math.max(...fits);
}

function countLetters(texts: readonly string[]): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const text of texts) {
		// The capital İ alone becomes two characters when it is made small.
		for (const character of text.replaceAll('İ', 'i').toLowerCase()) {
			if (character > '\u007f') counts.set(character, (counts.get(character) ?? 0) + 1);
		}
	}
	return counts;
}

const letterOrMark = /[\p{L}\p{M}]/u;
/** What stands in names and lists beside letters, and in no word. */
const usualSymbols = new Set('\u00a0’‘“”–—…«»·・、。「」（）ªº°€£');

function fitOf(counts: ReadonlyMap<string, number>, language: Language, usual: number): number {
	let fit = 0;
	for (const [character, count] of counts) {
		if (language.usual.has(character)) fit += usual * count;
		else if (language.seldom.has(character)) fit += weights.seldom * count;
		else if (eastAsian.test(character)) fit += weights.uncommon * count;
		else if (letterOrMark.test(character)) fit += weights.strange * count;
		else fit += (usualSymbols.has(character) ? 0 : weights.symbol) * count;
	}
	return fit;
}

const scripts = ['Latin', 'Cyrillic', 'Greek', 'Hebrew', 'Arabic', 'Thai', 'Hangul'] as const;
const scriptTests = scripts.map((name) => new RegExp(`\\p{Script=${name}}`, 'u'));
const japaneseOrChinese = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u;
const eastAsian = /[\p{Script=Han}\p{Script=Hangul}]/u;

function scriptOf(character: string): number {
	if (character < '\u0080') return 0;
	if (japaneseOrChinese.test(character)) return scripts.length;
	return scriptTests.findIndex((test) => test.test(character));
}

const words = /[\p{L}\p{M}]+/gu;
const capital = /\p{Lu}/u;
const small = /\p{Ll}/u;
const mark = /\p{M}/u;

/** How words are built: one script in each, capitals in front. Words of ASCII say nothing about the encoding. */
function shapeOf(text: string): number {
	let shape = 0;
	for (const [word] of text.matchAll(words)) {
		if (!/[^\0-\x7f]/.test(word)) continue;
		const letters = [...word];
		if (small.test(letters[0] as string)) shape += weights.smallStart;
		if (mark.test(letters[0] as string)) shape += weights.broken;
		for (let at = 1; at < letters.length; at += 1) {
			const before = letters[at - 1] as string;
			const here = letters[at] as string;
			const isBroken = small.test(before) && capital.test(here);
			const script = scriptOf(here);
			const isMixed = script >= 0 && scriptOf(before) >= 0 && script !== scriptOf(before);
			if (isBroken || isMixed) shape += weights.broken;
		}
	}
	return shape;
}
