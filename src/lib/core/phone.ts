/** Phone numbers by form alone (F8): whether a number exists is no question for an upload. */
import { issue, type Issue } from './issue';
import { dateDamage, isNumberDamage } from './text';
import { found, noteChange, shown, wrong, type CellContext, type Reading } from './reading';

/** No number with all its separators and an extension is longer. */
const longestText = 60;

const e164 = /^\+[1-9]\d{6,14}$/;
const local = /^\d{7,15}$/;
const extension = /[\s,;]*(?:extension|extn|ext|x|#|;ext=)[\s.:=]*\d{1,7}$/i;
const separators = /[\s().\-/\u00b7\u2010-\u2015\u2212\u202a-\u202e\u200b-\u200f]+/g;
const otherDigits = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19]/g;

/** Digits of Arabic, Persian, Devanagari and full width in ASCII. */
function asciiDigits(text: string): string {
	return text
		.replace(otherDigits, (digit) => {
			const code = digit.charCodeAt(0);
			const zero = [0xff10, 0x966, 0x6f0, 0x660].find((start) => code >= start) ?? code;
			return String(code - zero);
		})
		.replaceAll('\uff0b', '+');
}

/** Digits, with a plus where the number names its country. */
function compact(text: string): string {
	const bare = asciiDigits(text).replace(/^tel:\s*/i, '');
	const isInternational = /^\s*\(?\s*(?:\+|00)/.test(bare);
	const digits = (isInternational ? bare.replace(/\(\s*0\s*\)/, '') : bare).replace(separators, '');
	return digits.replace(/^00/, '+');
}

/** Calling codes of countries in which nothing is dialled before a national number. */
const withoutTrunk =
	'1 30 34 39 45 47 48 52 65 351 352 356 371 372 377 378 379 420 852 853 965 968 973 974';

/** What is dialled before a national number inside the country; '0' where not listed, '' where nothing is. */
const trunks: ReadonlyMap<string, string> = new Map([
	...withoutTrunk.split(' ').map((code): [string, string] => [code, '']),
	['7', '8'],
	['36', '06']
]);

/** National numbers longer than ten digits, which could be taken for ones that begin with the country. */
const longestNational: ReadonlyMap<string, number> = new Map([
	['39', 11],
	['43', 13],
	['49', 11],
	['55', 11],
	['62', 12],
	['86', 11]
]);

function withCountry(digits: string, callingCode: string): string {
	const most = longestNational.get(callingCode) ?? 10;
	if (digits.startsWith(callingCode) && digits.length > most) return `+${digits}`;
	const trunk = trunks.get(callingCode) ?? '0';
	// In Russia and Kazakhstan a number may itself begin with the trunk digit: only the eleventh digit is one
	const hasTrunk = trunk === '8' ? digits.length === 11 : trunk !== '';
	const national = hasTrunk && digits.startsWith(trunk) ? digits.slice(trunk.length) : digits;
	return `+${callingCode}${national}`;
}

export function interpretPhone(text: string, context: CellContext): Reading<string> {
	if (e164.test(text)) return found(text);
	if (isNumberDamage(text)) return wrong('number_damage', 'phone', { value: text });
	if (dateDamage(text) === 'sure') return wrong('date_damage', 'phone', { value: text });
	if (text.length > longestText) return wrong('phone_malformed', 'phone', { value: shown(text) });
	const main = text.replace(extension, '');
	const digits = compact(main);
	const dropped = main === text ? [] : [extensionDropped(text)];
	if (digits.startsWith('+')) {
		if (!e164.test(digits)) return wrong('phone_malformed', 'phone', { value: shown(text) });
		return { value: digits, issues: [tidiedFrom(text, digits), ...dropped] };
	}
	if (!local.test(digits)) return wrong('phone_malformed', 'phone', { value: shown(text) });
	if (context.callingCode === '')
		return { value: digits, issues: [...dropped, withoutCountry(digits)] };
	const value = withCountry(digits, context.callingCode);
	if (!e164.test(value)) return wrong('phone_malformed', 'phone', { value: shown(text) });
	return { value, issues: [tidiedFrom(text, value), ...dropped] };
}

function tidiedFrom(text: string, value: string): Issue {
	return noteChange('tidied', 'phone', { from: text, to: value });
}

function extensionDropped(text: string): Issue {
	return issue('phone_extension_dropped', 'warning', 'phone', { value: shown(text) });
}

function withoutCountry(digits: string): Issue {
	return issue('phone_without_country', 'warning', 'phone', { value: digits });
}
