import { foldKey } from './match';

export const usernameLimits = { least: 2, most: 64 } as const;

const reserved: ReadonlySet<string> = new Set([
	'admin',
	'administrator',
	'root',
	'guest',
	'system'
]);

const longestReserved = 'administrator'.length;

/** F4. */
export function isReservedUsername(username: string): boolean {
	// A longer one cannot fold to one of these: spares most usernames the folding
	return username.length <= longestReserved && reserved.has(foldKey(username));
}

/** Latin letters that no decomposition turns into ASCII (F5); ICAO 9303 where custom differs. */
const transliterations: ReadonlyMap<string, string> = new Map(
	(
		'ß ss,æ ae,œ oe,ø o,ł l,đ d,ð d,ɖ d,ɗ d,þ th,ı i,ħ h,ŋ n,ɲ n,ŧ t,ƭ t,ĸ k,ƙ k,ə e,ǝ e,ɛ e,' +
		'ɔ o,ɓ b,ƀ b,ƈ c,ƒ f,ɠ g,ɣ g,ǥ g,ɦ h,ɨ i,ƥ p,ɽ r,ʈ t,ʉ u,ʊ u,ʋ v,ƴ y,ɏ y,ƶ z,ȥ z,ⱥ a,ȼ c,ɇ e,ɉ j,ƚ l,ɍ r,ⱦ t'
	)
		.split(',')
		.map((pair) => pair.split(' ') as [string, string])
);

const standard = /^[a-z0-9._\-@+']*$/;
const dropped = /[^a-z0-9._\-@+']+/g;
const notAscii = /[^\0-\x7f]/g;

/** True where F5 would change nothing, which is also a username that F4 allows. */
export function isStandardUsername(text: string): boolean {
	return standard.test(text);
}

/**
 * F5: lower case, no spaces, Latin letters in ASCII, whatever else a username cannot hold dropped. '' when nothing is
 * left. A standard username comes back as it is.
 */
export function standardiseUsername(text: string): string {
	if (isStandardUsername(text)) return text;
	return text
		.normalize('NFKD')
		.toLowerCase()
		.replace(notAscii, (letter) => transliterations.get(letter) ?? '')
		.replace(dropped, '');
}

const notAllowed = /[^A-Za-z0-9._\-@+']/gu;

/** F4: the characters of `text` that a username cannot hold, each once; '' when all is well. */
export function oddUsernameCharacters(text: string): string {
	const odd = text.match(notAllowed);
	return odd === null ? '' : [...new Set(odd)].join('');
}

/**
 * P3: `kofi` and 2 give `kofi2`, `cand2024` and 2 give `cand2024-2`. The limit of 64 holds by shortening the stem, and a
 * stem that is left with a digit at its end gets the hyphen too.
 */
export function numberedUsername(base: string, number: number): string {
	const plain = base.slice(0, usernameLimits.most - String(number).length);
	if (!/\d$/.test(plain)) return `${plain}${number}`;
	return `${base.slice(0, usernameLimits.most - String(number).length - 1)}-${number}`;
}
