/**
 * Keys by which Client ID, Username and Email are compared (M4). One piece of code for device and server: both keep
 * the keys in columns of their own, so a key must never depend on the engine's case rules.
 */
import punycode from 'punycode/punycode.js';
import { caseFolds } from './fold-table';

// eslint-disable-next-line no-control-regex -- ASCII as a whole, controls included
const ascii = /^[\x00-\x7f]*$/;

/** Texts that are their own key: printable ASCII without capitals and spaces, as most user names and emails are. */
const settled = /^[!-@[-~]+$/;

/** NFKC, full case folding, ends trimmed (M4). Folding a key again gives the same key. */
export function foldKey(text: string): string {
	if (settled.test(text)) return text;
	if (ascii.test(text)) return text.toLowerCase().trim();
	// Folding can undo normalisation and the other way round; two rounds from NFD settle (Unicode D146).
	const once = caseFold(text.normalize('NFD')).normalize('NFKC');
	return caseFold(once).normalize('NFKC').trim();
}

/** What folding may change: all but ASCII without its capitals. */
// eslint-disable-next-line no-control-regex -- ASCII as a whole, controls included
const foldable = /[^\x00-@[-\x7f]/gu;

/** Full case folding alone, without any normalisation. Looked up only where it may change something: half the time. */
export function caseFold(text: string): string {
	return text.replace(foldable, (point) => caseFolds.get(point) ?? point);
}

/** As {@link foldKey}, with the part after the last @ in ASCII form, so that both spellings of a domain are one. */
export function emailKey(text: string): string {
	const key = foldKey(text);
	if (ascii.test(key)) return key;
	const at = key.lastIndexOf('@');
	if (at < 0) return key;
	return key.slice(0, at + 1) + asciiDomain(key.slice(at + 1));
}

/** No domain is longer (RFC 1035); what is longer is left alone, and so is what cannot be encoded. */
export const domainLimit = 253;

/** A folded domain in ASCII form: labels with other letters become `xn--` labels. */
export function asciiDomain(domain: string): string {
	return domain.length > domainLimit ? domain : punycode.toASCII(domain);
}
