/** Encodings that a file may have (R2), each with the letters it is used for. */
import type { Family } from './letters';

export const encodings = [
	'utf-8',
	'utf-16le',
	'utf-16be',
	'windows-1252',
	'windows-1250',
	'windows-1251',
	'windows-1253',
	'windows-1254',
	'windows-1255',
	'windows-1256',
	'windows-1257',
	'windows-1258',
	'windows-874',
	'iso-8859-2',
	'iso-8859-15',
	'macintosh',
	'ibm850',
	'ibm866',
	'koi8-r',
	'x-mac-cyrillic',
	'shift_jis',
	'euc-jp',
	'gb18030',
	'big5',
	'euc-kr'
] as const;

export type Encoding = (typeof encodings)[number];

/** How an encoding became known (R2). Only 'detected' is a guess. */
export type EncodingOrigin = 'mark' | 'pattern' | 'valid' | 'detected' | 'chosen';

/** Legacy encodings in the order in which one is preferred where several read the same letters. */
export const legacyFamilies: readonly (readonly [Encoding, Family])[] = [
	['windows-1252', 'western'],
	['windows-1250', 'central'],
	['windows-1251', 'cyrillic'],
	['windows-1254', 'turkish'],
	['windows-1253', 'greek'],
	['windows-1256', 'arabic'],
	['windows-1255', 'hebrew'],
	['windows-1257', 'baltic'],
	['shift_jis', 'japanese'],
	['gb18030', 'simplified'],
	['euc-kr', 'korean'],
	['big5', 'traditional'],
	['windows-874', 'thai'],
	['iso-8859-2', 'central'],
	['macintosh', 'western'],
	['ibm850', 'western'],
	['koi8-r', 'cyrillic'],
	['ibm866', 'cyrillic'],
	['x-mac-cyrillic', 'cyrillic'],
	['euc-jp', 'japanese'],
	['windows-1258', 'vietnamese'],
	['iso-8859-15', 'western']
];

/** More than one byte for a letter: the browser decodes these, and no line end hides in a letter. */
export const multiByte: ReadonlySet<Encoding> = new Set([
	'utf-16le',
	'utf-16be',
	'shift_jis',
	'euc-jp',
	'gb18030',
	'big5',
	'euc-kr'
]);

/** Upper half of the code page of DOS in western Europe, which no browser knows and Excel still writes. */
const ibm850 =
	'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';

/** The character of each byte from 0x80; '' for a byte that means nothing. */
export function upperHalf(encoding: Encoding): readonly string[] {
	if (encoding === 'ibm850') return Array.from(ibm850);
	// One decoder for all: `stream` keeps Node from a short cut by which it takes windows-1252 for Latin-1.
	const decoder = new TextDecoder(encoding);
	return Array.from({ length: 128 }, (_, at) => {
		const character = decoder.decode(Uint8Array.of(0x80 + at), { stream: true });
		return character === '\ufffd' ? '' : character;
	});
}
