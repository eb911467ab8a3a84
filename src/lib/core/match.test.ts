import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { asciiDomain, emailKey, foldKey } from './match';

describe('M4 foldKey', () => {
	test.each([
		['plain ASCII', 'Kofi.Mensah', 'kofi.mensah'],
		['ends', '  Kofi\t', 'kofi'],
		['sharp s and its capital', 'STRAẞE straße', 'strasse strasse'],
		['composed and decomposed', 'Zo\u0065\u0308', 'zoë'],
		['full width', 'ＭＣ－２０４１７', 'mc-20417'],
		['no-break space at an end', '\u00a0MC-1\u00a0', 'mc-1'],
		['Turkish dotted capital', 'İ', 'i\u0307'],
		['final sigma', 'ΟΔΟΣ οδος', 'οδοσ οδοσ'],
		['a ligature', 'ﬁn', 'fin'],
		['Cherokee', '\uab70', 'Ꭰ'],
		['Kelvin sign', 'K', 'k'],
		['Arabic', 'سلمى', 'سلمى']
	])('M4 folds %s', (_, text, key) => {
		expect(foldKey(text)).toBe(key);
	});

	it('M4 is idempotent over all code points', () => {
		const broken: string[] = [];
		for (let point = 0; point <= 0x10ffff; point += 1) {
			if (point >= 0xd800 && point <= 0xdfff) continue;
			const key = foldKey(String.fromCodePoint(point));
			if (foldKey(key) !== key) broken.push(point.toString(16));
		}
		expect(broken).toEqual([]);
	}, 30_000);

	it('M4 is idempotent and blind to case and form over any text', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				const key = foldKey(text);
				expect(foldKey(key)).toBe(key);
				expect(foldKey(text.normalize('NFD'))).toBe(key);
				expect(foldKey(text.normalize('NFC'))).toBe(key);
			})
		);
	});
});

describe('M4 emailKey', () => {
	test.each([
		['plain', 'Ana@Example.ORG', 'ana@example.org'],
		['a domain with other letters', 'ana@BÜCHER.example', 'ana@xn--bcher-kva.example'],
		['its ASCII form', 'ana@XN--BCHER-KVA.example', 'ana@xn--bcher-kva.example'],
		['other letters before the @ only', 'Ünal@example.org', 'ünal@example.org'],
		['an ideographic full stop', 'ana@例え。テスト', 'ana@xn--r8jz45g.xn--zckzah'],
		['no @', 'Übung', 'übung']
	])('M4 reads %s', (_, text, key) => {
		expect(emailKey(text)).toBe(key);
	});

	it('M4 is idempotent over any text', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
				const key = emailKey(`${a}@${b}`);
				expect(emailKey(key)).toBe(key);
			})
		);
	});

	it('M4 leaves a domain that is too long for any encoding', () => {
		const long = '\u{10ffff}'.repeat(4000);
		expect(asciiDomain(long)).toBe(long);
	});
});
