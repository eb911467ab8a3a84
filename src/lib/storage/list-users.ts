/** Users as the list shows them: searched, filtered, in the order of their names (V10). */
import { bookingStatuses, roles, type BookingStatus, type Role } from '../core/fields';
import { foldKey } from '../core/match';
import type { User } from '../core/records';
import { pageUsers, type MusterDatabase } from './db';
import { listed, type ListedPage, type UserListing } from './user-listing';

export const userStates = ['waiting', 'attention', 'deleted'] as const;

/** `null` is any. */
export interface UserFilter {
	/** Only users registered in this exam; what follows up to `booking` is asked of their registration in it. */
	readonly examId: string | null;
	/** '' for those without one. */
	readonly venue: string | null;
	readonly role: Role | null;
	readonly eligible: boolean | null;
	readonly booking: BookingStatus | null;
	/** Deleted users are listed by themselves alone. */
	readonly state: (typeof userStates)[number] | null;
	/** Name, username, email or Client ID holds this; '' for all. */
	readonly search: string;
}

export const everybody: UserFilter = {
	examId: null,
	venue: null,
	role: null,
	eligible: null,
	booking: null,
	state: null,
	search: ''
};

/** Ordinals of the users that pass, by name. `attention`: those of whom a change came back. */
export function findUsers(
	listing: UserListing,
	filter: UserFilter,
	attention: ReadonlySet<number>
): Uint32Array {
	const { order, pages } = listing;
	const last = Math.max(-1, ...pages.keys());
	const passes = new Uint8Array((last + 1) * pageUsers);
	for (const [number, page] of pages) {
		passPage(page, passes.subarray(number * pageUsers, (number + 1) * pageUsers), {
			filter,
			venue: filter.venue === null ? -1 : (listing.venuePlaces.get(filter.venue) ?? -2)
		});
	}
	return order.filter(
		(ordinal) => passes[ordinal] === 1 && (filter.state !== 'attention' || attention.has(ordinal))
	);
}

interface Passing {
	readonly filter: UserFilter;
	/** Place of the venue's name; -1 for any, -2 for one that nobody has. */
	readonly venue: number;
}

/** Sets 1 for each slot that passes all but 'attention'. */
function passPage(page: ListedPage, passes: Uint8Array, { filter, venue }: Passing): void {
	const isDeleted = filter.state === 'deleted' ? listed.isDeleted : 0;
	const isWaiting = filter.state === 'waiting' ? listed.isWaiting : 0;
	page.states.forEach((state, slot) => {
		const isRight = (state & listed.isDeleted) === isDeleted && (state & isWaiting) === isWaiting;
		passes[slot] = isRight ? 1 : 0;
	});
	if (filter.examId !== null) passExam(page, passes, { filter, venue });
	if (filter.search !== '') passSearch(page, passes, foldKey(filter.search));
}

function passExam(page: ListedPage, passes: Uint8Array, { filter, venue }: Passing): void {
	const exam = page.exams.get(filter.examId ?? '');
	if (!exam) return void passes.fill(0);
	const { mask, wanted } = wantedCode(filter);
	for (let slot = 0; slot < exam.codes.length; slot += 1) {
		const isRight =
			((exam.codes[slot] as number) & mask) === wanted &&
			(venue === -1 || exam.venues[slot] === venue);
		if (!isRight) passes[slot] = 0;
	}
}

/** See `registrationCode`. */
function wantedCode({ role, eligible, booking }: UserFilter): { mask: number; wanted: number } {
	let mask = 1;
	let wanted = 1;
	if (eligible !== null) {
		mask |= 2;
		wanted |= eligible ? 2 : 0;
	}
	if (booking !== null) {
		mask |= 4;
		wanted |= bookingStatuses.indexOf(booking) << 2;
	}
	if (role !== null) {
		mask |= 24;
		wanted |= roles.indexOf(role) << 3;
	}
	return { mask, wanted };
}

/** From hit to hit through the page's text, each user once. */
function passSearch({ text, ends }: ListedPage, passes: Uint8Array, search: string): void {
	let slot = 0;
	let at = text.indexOf(search);
	while (at >= 0 && slot < ends.length) {
		while ((ends[slot] as number) <= at) passes[slot++] = 0;
		const end = ends[slot] as number;
		slot += 1;
		at = text.indexOf(search, end);
	}
	passes.fill(0, slot, ends.length);
}

/** Users of each exam and, by its name, of each venue; deleted ones are in none. */
export function countByVenue(
	{ pages, venueNames }: UserListing,
	examId: string
): { readonly users: number; readonly byVenue: ReadonlyMap<string, number> } {
	const counts = new Uint32Array(venueNames.length);
	let users = 0;
	for (const { exams, states } of pages.values()) {
		const exam = exams.get(examId);
		exam?.codes.forEach((code, slot) => {
			if (code === 0 || (states[slot] as number) & listed.isDeleted) return;
			users += 1;
			const venue = exam.venues[slot] as number;
			counts[venue] = (counts[venue] as number) + 1;
		});
	}
	const byVenue = new Map(venueNames.map((name, place) => [name, counts[place] as number]));
	return { users, byVenue };
}

/** Users at these ordinals, with the change of each that waits for the server ('' for none). */
export async function readUsers(
	db: MusterDatabase,
	ordinals: Iterable<number>
): Promise<{ ordinal: number; user: User; pending: string }[]> {
	const list = [...ordinals];
	const numbers = [...new Set(list.map((ordinal) => Math.floor(ordinal / pageUsers)))];
	const pages = new Map(
		(await db.userPages.bulkGet(numbers)).flatMap((page) => (page ? [[page.page, page]] : []))
	);
	return list.flatMap((ordinal) => {
		const page = pages.get(Math.floor(ordinal / pageUsers));
		const user = page?.users[ordinal % pageUsers];
		return page && user
			? [{ ordinal, user, pending: page.pending[ordinal % pageUsers] ?? '' }]
			: [];
	});
}
