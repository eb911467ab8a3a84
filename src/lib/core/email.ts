/** One address in a cell (F6). */
import { issue, type Issue } from './issue';
import { asciiDomain, domainLimit, foldKey } from './match';
import { found, noIssues, noteChange, shown, wrong, type Reading } from './reading';
import { typoSuggestion } from './email-typos';

const limits = { address: 254, local: 64 } as const;

interface Domain {
	/** As it is stored; '' where it is no domain. */
	readonly name: string;
	/** The domain that was probably meant, else ''. */
	readonly suggestion: string;
}

const label = '[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?';
const asciiName = new RegExp(`^(?:${label}\\.)+(?!\\d+$)${label}$`);
const nameCharacters = /^[\p{L}\p{M}\p{N}.\-\u200c\u200d]+$/u;
const localPart =
	/^[\w!#$%&'*+/=?^`{|}~\-\p{L}\p{M}\p{N}]+(?:\.[\w!#$%&'*+/=?^`{|}~\-\p{L}\p{M}\p{N}]+)*$/u;

/** The usual local part, in ASCII. */
const plainLocal = /^[\w+-]+(?:\.[\w+-]+)*@/;

/** A file has few domains and many addresses. */
const domainsKept = 2000;
const domains = new Map<string, Domain>();

function readDomain(text: string): Domain {
	const known = domains.get(text);
	if (known) return known;
	const domain = checkDomain(text);
	if (domains.size >= domainsKept) domains.clear();
	domains.set(text, domain);
	return domain;
}

function checkDomain(text: string): Domain {
	const none = { name: '', suggestion: '' };
	if (text.length > domainLimit || !nameCharacters.test(text)) return none;
	const ascii = asciiDomain(foldKey(text));
	if (ascii.length > domainLimit || !asciiName.test(ascii)) return none;
	return { name: text.toLowerCase(), suggestion: typoSuggestion(ascii) };
}

/** `Name <a@b>` and `mailto:a@b?subject=…` without what stands around the address. */
function unwrapAddress(text: string): string {
	const named = /^[^<>]*<([^<>]+)>$/.exec(text);
	const address = (named?.[1] ?? text).trim();
	return /^mailto:/i.test(address) ? (address.slice(7).split('?')[0] ?? '').trim() : address;
}

function malformed(text: string): Reading<never> {
	const addresses = text.split(/[\s,;|/<>]+/).filter((piece) => /.@./.test(piece));
	const code = addresses.length > 1 ? 'email_several' : 'email_malformed';
	return wrong(code, 'email', { value: shown(text) });
}

/** A domain that is stored as it stands, with nothing to say about it. */
export function isUsualDomain(text: string): boolean {
	const { name, suggestion } = readDomain(text);
	return name !== '' && name === text && suggestion === '';
}

/** The reading of an address with nothing to say about it, which nearly all are; else undefined. */
function interpretPlain(text: string): Reading<string> | undefined {
	const at = text.indexOf('@');
	if (at < 1 || at > limits.local || text.length > limits.address) return undefined;
	if (!plainLocal.test(text)) return undefined;
	return isUsualDomain(text.slice(at + 1)) ? found(text) : undefined;
}

export function interpretEmail(text: string): Reading<string> {
	return interpretPlain(text) ?? interpretAny(text);
}

function interpretAny(text: string): Reading<string> {
	const last = text.charCodeAt(text.length - 1);
	const address = last === 0x3e || text.includes(':') ? unwrapAddress(text) : text;
	const at = address.lastIndexOf('@');
	const local = address.slice(0, Math.max(at, 0));
	const domain = readDomain(address.slice(at + 1));
	if (domain.name === '' || !localPart.test(local)) return malformed(text);
	if (local.length > limits.local)
		return wrong('too_long', 'email', { limit: limits.local, length: local.length });
	const value = `${local}@${domain.name}`;
	if (value.length > limits.address)
		return wrong('too_long', 'email', { limit: limits.address, length: value.length });
	return { value, issues: remarks({ text, address, value }, domain.suggestion) };
}

function remarks(
	email: { readonly text: string; readonly address: string; readonly value: string },
	suggestion: string
): readonly Issue[] {
	const { text, address, value } = email;
	const issues: Issue[] = [];
	if (address !== text) issues.push(noteChange('unwrapped', 'email', { from: text, to: value }));
	else if (value !== text) issues.push(noteChange('tidied', 'email', { from: text, to: value }));
	if (suggestion !== '') {
		const meant = value.slice(0, value.lastIndexOf('@') + 1) + suggestion;
		issues.push(
			issue('email_typo', 'warning', 'email', { value, suggestion: meant, domain: suggestion })
		);
	}
	return issues.length === 0 ? noIssues : issues;
}
