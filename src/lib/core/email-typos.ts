/** Likely slips in the domains that most private addresses have (F6). A warning only: the address is kept. */
import { editDistance } from './distance';

/** Providers by their first label, and the rest of the name in which the slip is looked for. */
const providers: readonly (readonly [name: string, endings: readonly string[]])[] = [
	['gmail', ['com']],
	['googlemail', ['com']],
	['hotmail', ['com', 'co.uk', 'fr', 'es', 'it', 'de']],
	['outlook', ['com', 'fr', 'es', 'de']],
	['yahoo', ['com', 'co.uk', 'fr', 'es', 'de', 'co.in', 'com.au']],
	['icloud', ['com']],
	['protonmail', ['com']],
	['live', ['com', 'co.uk']],
	['aol', ['com']]
];

/** Real providers that are one letter away from another. */
const alike: ReadonlySet<string> = new Set(['ymail', 'mail', 'email', 'fmail', 'cloud']);

const slipsOfCom: ReadonlySet<string> = new Set(
	'con cmo ocm comm coom vom xom cpm cim om co cm clm kom col comn cok cob'.split(' ')
);

/** `domain` in lower-case ASCII form; the domain that was probably meant, or ''. */
export function typoSuggestion(domain: string): string {
	const dot = domain.indexOf('.');
	const name = domain.slice(0, dot);
	const ending = domain.slice(dot + 1);
	if (alike.has(name)) return '';
	for (const [provider] of providers) {
		if (name === provider)
			return slipsOfCom.has(ending) || ending === 'com.com' ? `${provider}.com` : '';
	}
	const meantEnding = slipsOfCom.has(ending) ? 'com' : ending;
	for (const [provider, endings] of providers) {
		const isNear = provider.length >= 5 && editDistance(name, provider, 1) === 1;
		if (isNear && endings.includes(meantEnding)) return `${provider}.${meantEnding}`;
	}
	return '';
}
