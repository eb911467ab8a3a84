/** What a cell could say instead, where its message knows it (V2, V3). */
import type { Issue } from './issue';

/** The best first; none where only a person can tell. `text` is the cell as it stands. */
export function suggestionsFor(issue: Issue, text: string): readonly string[] {
	const { code, params } = issue;
	if (code === 'email_several') return addressesIn(text);
	const suggestion = params['suggestion'];
	return typeof suggestion === 'string' && suggestion !== '' ? [suggestion] : [];
}

/** The addresses of a cell that holds several, in their order (F6). */
function addressesIn(text: string): readonly string[] {
	const pieces = text.split(/[\s,;|/<>]+/).filter((piece) => /.@./.test(piece));
	return [...new Set(pieces)].slice(0, 4);
}
