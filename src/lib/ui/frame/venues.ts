import type { Venue } from '../../core/records';
import { venueKey } from '../../core/venues';

export interface VenueProblem {
	/** From 1. */
	readonly line: number;
	readonly kind: 'seats' | 'twice';
}

/** Venues as they are typed: one on each line, seats after the last comma. */
export function readVenues(text: string): {
	readonly venues: readonly Venue[];
	readonly problem: VenueProblem | null;
} {
	const venues: Venue[] = [];
	const names = new Set<string>();
	for (const [index, line] of text.split('\n').entries()) {
		if (line.trim() === '') continue;
		const venue = readVenue(line);
		if (!venue) return { venues, problem: { line: index + 1, kind: 'seats' } };
		const key = venueKey(venue.name);
		if (names.has(key)) return { venues, problem: { line: index + 1, kind: 'twice' } };
		names.add(key);
		venues.push(venue);
	}
	return { venues, problem: null };
}

/** Null where what follows the comma starts like a number and is none. */
function readVenue(line: string): Venue | null {
	const comma = line.lastIndexOf(',');
	const tail = comma < 0 ? '' : line.slice(comma + 1).trim();
	if (/^\d+$/.test(tail)) return { name: line.slice(0, comma).trim(), seats: Number(tail) };
	if (/^[\d.-]/.test(tail)) return null;
	// A comma may stand in a name: "Hall A, Building 3".
	const name = (tail === '' && comma >= 0 ? line.slice(0, comma) : line).trim();
	return name === '' ? null : { name, seats: null };
}
