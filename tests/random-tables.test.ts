/** R2–R4: random tables, written in every way a program may write them, are read back cell for cell. */
import { describe, expect, test } from 'vitest';
import { Failure } from '../src/lib/core/failure';
import type { Encoding } from '../src/lib/files/encodings';
import { separators, type Separator } from '../src/lib/files/layout';
import { charactersOf, encode } from './encode';
import { knownHeaders, readCells } from './read-cells';

const seed = Number(process.env['SEED'] ?? 20_261_201);
const tables = 2000;
const waysEach = 3;

const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'windows-1251'] as const;
const lineEnds = ['\n', '\r\n', '\r'] as const;

interface Way {
	readonly separator: Separator;
	readonly encoding: (typeof encodings)[number];
	readonly lineEnd: (typeof lineEnds)[number];
	readonly hasMark: boolean;
}

const ways: readonly Way[] = separators.flatMap((separator) =>
	encodings.flatMap((encoding) =>
		lineEnds.flatMap((lineEnd) =>
			[false, true].map((hasMark) => ({ separator, encoding, lineEnd, hasMark }))
		)
	)
);

type Random = (below: number) => number;

/** Numbers from a seed (mulberry32). */
function randomFrom(start: number): Random {
	let state = start >>> 0;
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
	};
}

function pick<T>(random: Random, from: readonly T[]): T {
	return from[random(from.length)] as T;
}

const hard = [',', ';', '\t', '|', '"', '""', '\n', '\r\n', '\r', ' ', "'", '=', '@'];
const ascii = ['a', 'Ada', 'van Dijk', 'C-0012', '0012', 'x@y.example', '-', '1', 'N/A'];
/** Composed and decomposed, right to left, of one to four bytes, joined of several. */
const unicode = [
	'é',
	'e\u0301',
	'Ünal',
	'Nguyễn',
	'עברית',
	'مرحبا',
	'Ελένη',
	'李雷',
	'😀',
	'👩🏽‍🎓',
	'ﬁ',
	'\u200c',
	'ß'
];

/** Pieces that names are made of in this encoding; the others of its letters are as good. */
const pieces = new Map<Encoding, readonly string[]>(
	encodings.map((encoding) => [
		encoding,
		encoding.startsWith('utf')
			? unicode
			: charactersOf(encoding).filter((letter) => /\p{L}/u.test(letter))
	])
);

function cell(random: Random, encoding: Encoding): string {
	const count = random(4);
	const kinds = [ascii, pieces.get(encoding) ?? ascii, hard];
	return Array.from({ length: count }, () => pick(random, pick(random, kinds))).join('');
}

const headers = ['Client ID', 'Username', 'First Name', 'Last Name', 'Email', 'Venue'];

function table(random: Random, encoding: Encoding): string[][] {
	const columns = 2 + random(headers.length - 1);
	const rows = Array.from({ length: 1 + random(12) }, (_, at) => [
		`C-${at}`,
		...Array.from({ length: columns - 1 }, () => cell(random, encoding))
	]);
	return [headers.slice(0, columns), ...rows];
}

interface Written {
	readonly text: string;
	readonly lines: number[];
}

const breaks = /\r\n|\r|\n/g;

/** Quoted where it must be, and at random where it need not. */
function write(rows: readonly string[][], { separator, lineEnd }: Way, random: Random): Written {
	let text = '';
	const lines: number[] = [];
	let line = 1;
	for (const [at, row] of rows.entries()) {
		lines.push(line);
		const cells = row.map((each) => {
			const mustQuote = /["\r\n]/.test(each) || each.includes(separator);
			return mustQuote || random(5) === 0 ? `"${each.replaceAll('"', '""')}"` : each;
		});
		const isLast = at === rows.length - 1;
		text += cells.join(separator) + (isLast && random(3) === 0 ? '' : lineEnd);
		line += 1 + row.reduce((sum, each) => sum + (each.match(breaks)?.length ?? 0), 0);
	}
	return { text, lines };
}

function bytesOf(text: string, { encoding, hasMark }: Way): Uint8Array {
	const marked = hasMark && encoding.startsWith('utf') ? `\ufeff${text}` : text;
	const bytes = encode(marked, encoding);
	if (!bytes) throw new Error(`not in ${encoding}: ${text}`);
	return bytes;
}

/** Bytes that are UTF-8 to the last one are read as that (R2): a pair of rare letters may happen to be one of UTF-8. */
function isUtf8(bytes: Uint8Array): boolean {
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		return true;
	} catch {
		return false;
	}
}

/** All ways in turn, dealt anew each round: none is left out by chance. */
function* dealt(random: Random): Generator<Way> {
	for (;;) {
		const deck = [...ways];
		while (deck.length > 0) yield deck.splice(random(deck.length), 1)[0] as Way;
	}
}

/** null for what may be UTF-8 that was cut: the sentence comes with the choice of an encoding. */
async function readOrRefused(file: Blob) {
	try {
		return await readCells(file);
	} catch (error) {
		if (error instanceof Failure && error.code === 'file_encoding_broken') return null;
		throw error;
	}
}

describe('R2, R3, R4 random tables', () => {
	test(`${tables} tables in ${waysEach} ways each are read back cell for cell (seed ${seed})`, async () => {
		const random = randomFrom(seed);
		const deal = dealt(random);
		const used = new Map<Way, number>();
		const counts = {
			known: 0,
			offeredRight: 0,
			offeredWrong: 0,
			refusedWithChoice: 0,
			alsoUtf8: 0,
			silentlyWrong: 0
		};
		for (let at = 0; at < tables * waysEach; at += 1) {
			const way = deal.next().value as Way;
			used.set(way, (used.get(way) ?? 0) + 1);
			const rows = table(random, way.encoding);
			const { text, lines } = write(rows, way, random);
			const bytes = bytesOf(text, way) as Uint8Array<ArrayBuffer>;
			const file = new Blob([bytes]);
			const read = await readOrRefused(file);
			const where = `table ${at} ${JSON.stringify(way)} ${JSON.stringify(text)}`;
			if (read) {
				expect(read.source.separator, where).toBe(way.separator);
				expect(read.lines, where).toEqual(lines.slice(1));
			}
			const cells = read && [read.source.headers, ...read.rows];
			const isRight = JSON.stringify(cells) === JSON.stringify(rows);
			if (!read) counts.refusedWithChoice += 1;
			else if (!isRight && isUtf8(bytes)) counts.alsoUtf8 += 1;
			else if (read.source.encodingBy !== 'detected')
				counts[isRight ? 'known' : 'silentlyWrong'] += 1;
			else counts[isRight ? 'offeredRight' : 'offeredWrong'] += 1;
			if (isRight) continue;
			const chosen = await readCells(file, { encoding: way.encoding }, knownHeaders);
			expect([chosen.source.headers, ...chosen.rows], where).toEqual(rows);
		}
		console.log(`tables read in random ways: ${JSON.stringify(counts)}`);
		expect(counts.silentlyWrong).toBe(0);
		expect([...used.values()].every((times) => times >= 10)).toBe(true);
		expect(used.size).toBe(ways.length);
	}, 120_000);
});
