import { analyse } from 'chardet';
import { describe, expect, it } from 'vitest';
import { encode } from '../../../tests/encode';
import { names } from '../../../tests/fixtures/names';
import { detectEncoding } from './detect';
import { encodings, type Encoding } from './encodings';
import { decodeWhole } from './transcode';

/** Lists of `count` names that follow each other, each in each of its encodings. */
function listsOf(count: number) {
	return names.flatMap(([language, theirs, list]) =>
		theirs.flatMap((encoding) => {
			const all = list.split('|').filter((name) => encode(name, encoding));
			const starts = count < all.length ? all.map((_, at) => at) : [0];
			return starts.map((start) => {
				const texts = Array.from(
					{ length: count },
					(_, at) => all[(start + at) % all.length] ?? ''
				);
				const cells = texts.map((text) => encode(text, encoding) as Uint8Array);
				return { language, encoding, texts, cells };
			});
		})
	);
}

const isRead = (cells: readonly Uint8Array[], texts: readonly string[], encoding: Encoding) =>
	cells.every((cell, at) => decodeWhole(cell, encoding) === texts[at]);

const chardetNames: Readonly<Record<string, Encoding>> = {
	'ISO-8859-1': 'windows-1252',
	'ISO-8859-7': 'windows-1253',
	'ISO-8859-8': 'windows-1255',
	'ISO-8859-9': 'windows-1254'
};

function byChardet(cells: readonly Uint8Array[]): Encoding | undefined {
	const lines = Uint8Array.from(cells.flatMap((cell) => [...cell, 0x0a]));
	for (const { name } of analyse(lines)) {
		const ours = chardetNames[name] ?? encodings.find((each) => each === name.toLowerCase());
		if (ours && !ours.startsWith('utf')) return ours;
	}
	return undefined;
}

describe('R2 detecting a legacy encoding', () => {
	it.each([
		[1, 0.88],
		[3, 0.97],
		[12, 0.97]
	])('reads lists of %i names better than chardet does', (count, least) => {
		const lists = listsOf(count).filter(({ cells }) =>
			cells.some((cell) => cell.some((byte) => byte > 127))
		);
		let own = 0;
		let theirs = 0;
		for (const { cells, texts } of lists) {
			if (isRead(cells, texts, detectEncoding(cells))) own += 1;
			const named = byChardet(cells);
			if (named && isRead(cells, texts, named)) theirs += 1;
		}
		console.log(`${count} names, ${lists.length} lists: own ${own}, chardet ${theirs}`);
		expect(own).toBeGreaterThan(theirs);
		expect(own / lists.length).toBeGreaterThanOrEqual(least);
	});

	it('prefers Windows-1252 where nothing speaks for another', () => {
		expect(detectEncoding([])).toBe('windows-1252');
		expect(detectEncoding([Uint8Array.of(0x4d, 0xfc, 0x6c)])).toBe('windows-1252');
	});
});
