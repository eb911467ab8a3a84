/** What a cell of a workbook shows, as text (F2): numbers by their format where that changes an id, dates as dates. */

/** How the numbers of a style are shown. */
export type NumberFormat =
	{ readonly kind: 'plain' | 'date' } | { readonly kind: 'zeros'; readonly digits: number };

const plain: NumberFormat = { kind: 'plain' };

/** Formats that every workbook knows by number. */
export function builtInFormat(id: number): NumberFormat {
	const isDate = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 58);
	return isDate && id !== 48 && id !== 49 ? { kind: 'date' } : plain;
}

/** A format by its code: `dd/mm/yyyy` shows dates, `00000000` keeps zeros in front. */
export function formatOfCode(code: string): NumberFormat {
	const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').split(';', 1)[0] ?? '';
	const zeros = /^0{2,64}$/.exec(bare.trim());
	if (zeros) return { kind: 'zeros', digits: zeros[0].length };
	return /[dmyhs]/i.test(bare) && !/general/i.test(bare) ? { kind: 'date' } : plain;
}

/** Numbers have 15 digits in a workbook: of a longer one the last are lost, and it is shown as F2 knows it. */
const mostDigits = 15;

/**
 * @param text the number as the workbook holds it
 * @param is1904 whether days count from 1904
 */
export function numberText(text: string, format: NumberFormat, is1904: boolean): string {
	const number = Number(text);
	if (text.trim() === '' || !Number.isFinite(number)) return text;
	if (format.kind === 'date') return dateText(number, is1904) ?? text;
	if (!Number.isInteger(number)) return String(number);
	const digits = Math.abs(number) < 1e21 ? BigInt(number).toString() : '';
	if (digits === '' || digits.replace('-', '').length > mostDigits) {
		return number
			.toExponential(mostDigits - 1)
			.replace(/\.?0+e/, 'e')
			.toUpperCase();
	}
	return format.kind === 'zeros' && number >= 0 ? digits.padStart(format.digits, '0') : digits;
}

const dayMs = 86_400_000;
/** Days from the workbook's first to 1970; 1900 counts a 29 February that never was. */
const daysTo1970 = { from1900: 25_569, from1904: 24_107 } as const;

/** `2026-03-01`, with the time of day where there is one; null for what is no date. */
function dateText(serial: number, is1904: boolean): string | null {
	if (serial < 0 || serial > 2_958_466) return null;
	const lateDay = !is1904 && serial < 60 ? 1 : 0;
	const days = serial + lateDay - (is1904 ? daysTo1970.from1904 : daysTo1970.from1900);
	const iso = new Date(Math.round(days * dayMs)).toISOString();
	const time = iso.slice(11, 19);
	if (serial < 1 && !is1904) return time;
	return time === '00:00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${time}`;
}

/** Excel holds 32,767 characters in a cell, others more. */
export const longestText = 500_000;

/** `_x000D_` stands for a character that XML cannot hold. */
export function unescapeText(text: string): string {
	if (!text.includes('_x')) return text;
	return text.replace(/_x([\da-f]{4})_/gi, (_, hex: string) =>
		String.fromCharCode(parseInt(hex, 16))
	);
}

/** Column of a reference such as `AB12`, from 0; -1 for none. */
export function columnOf(reference: string): number {
	let column = 0;
	for (const letter of /^[A-Z]{0,3}/i.exec(reference)?.[0].toUpperCase() ?? '') {
		column = column * 26 + letter.charCodeAt(0) - 64;
	}
	return column - 1;
}
