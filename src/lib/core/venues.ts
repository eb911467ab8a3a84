/** Names of venues as people write them (F10). */
import { editDistance } from './distance';
import { issue } from './issue';
import { foldKey } from './match';
import { found, limited, shown, type CellContext, type Reading } from './reading';

const venueLimit = 200;
const notLetters = /[^\p{L}\p{M}\p{N}]+/gu;

/** F10: without case, spaces and punctuation. A name of nothing else is compared as it is. */
export function venueKey(name: string): string {
	const key = foldKey(name);
	return key.replace(notLetters, '') || key;
}

/** Made once for each list of venues, which lives as long as the upload's settings stay. */
const keysOf = new WeakMap<readonly string[], ReadonlyMap<string, string>>();

function venuesByKey(venues: readonly string[]): ReadonlyMap<string, string> {
	const known = keysOf.get(venues);
	if (known) return known;
	const byKey = new Map<string, string>();
	for (const name of venues) if (!byKey.has(venueKey(name))) byKey.set(venueKey(name), name);
	keysOf.set(venues, byKey);
	return byKey;
}

/** The venue that was probably meant: one that holds the other's name, or one within a third of its letters; else ''. */
export function nearestVenue(text: string, venues: readonly string[]): string {
	const key = venueKey(text);
	let nearest = '';
	let least = Infinity;
	for (const [known, name] of venuesByKey(venues)) {
		const isPart =
			known.length >= 4 && key.length >= 4 && (key.includes(known) || known.includes(key));
		const most = Math.floor(Math.max(key.length, known.length) / 3);
		const distance = isPart
			? Math.abs(key.length - known.length) / 100
			: editDistance(key, known, most);
		if ((isPart || distance <= most) && distance < least) {
			nearest = name;
			least = distance;
		}
	}
	return nearest;
}

/** A known venue in the exam's spelling; an unknown one as it stands, with a warning, unless the exam has none. */
export function interpretVenue(text: string, { venues }: CellContext): Reading<string> {
	const reading = limited('venue', text, { most: venueLimit });
	if (reading.value === undefined || venues.length === 0) return reading;
	if (venues.includes(text)) return found(text);
	const known = venuesByKey(venues).get(venueKey(text));
	if (known !== undefined) return found(known);
	const suggestion = nearestVenue(text, venues);
	return {
		value: text,
		issues: [issue('venue_unknown', 'warning', 'venue', { value: shown(text), suggestion })]
	};
}
