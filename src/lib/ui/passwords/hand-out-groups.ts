/** Which part of a hand-out sheet is printed. */
import type { HandOutSheet } from '../../worker/protocol';

type Group = HandOutSheet['groups'][number];

export const allVenues = 'all';
/** More at once is more paper than a page of the browser carries. */
const mostAtOnce = 2000;

/** A venue may be called as it likes, and none is one choice too. */
export function venueKey({ venue }: Group): string {
	return `venue ${venue}`;
}

export function chosenGroups(groups: readonly Group[], choice: string): readonly Group[] {
	return choice === allVenues ? groups : groups.filter((group) => venueKey(group) === choice);
}

/** All, or the first venue where that is too much at once. */
export function firstChoice(groups: readonly Group[]): string {
	const total = groups.reduce((sum, { users }) => sum + users.length, 0);
	const [first] = groups;
	return total > mostAtOnce && first ? venueKey(first) : allVenues;
}
