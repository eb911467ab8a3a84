/**
 * What the list of users is searched, filtered and ordered by, kept in memory page by page: a letter typed into the search
 * reads no page again. Made when the list is first looked at; pages that were written since are read once more.
 */
import { bookingStatuses, roles } from '../core/fields';
import { foldKey } from '../core/match';
import { rankNames } from '../core/name-order';
import type { Registration, User } from '../core/records';
import { pageUsers, type MusterDatabase, type UserPage } from './db';
import type { UserIndex } from './users';

/** Bits of a user's state. */
export const listed = { isDeleted: 1, isWaiting: 2 } as const;

/** The registrations of a page's users in one exam. */
export interface ListedExam {
	/** 0 for a user who is not in it; see {@link registrationCode}. */
	readonly codes: Uint8Array;
	/** Place of the venue among `venueNames`. */
	readonly venues: Uint32Array;
}

export interface ListedPage {
	readonly names: readonly string[];
	/** Folded names, username, email and Client ID of each user, each ended by a line break. */
	readonly text: string;
	/** By slot: place in `text` behind the user's line break. */
	readonly ends: Uint32Array;
	readonly states: Uint8Array;
	readonly exams: ReadonlyMap<string, ListedExam>;
}

export interface UserListing {
	readonly pages: Map<number, ListedPage>;
	/** All ordinals by name, tombstones among them. */
	order: Uint32Array;
	readonly venueNames: string[];
	readonly venuePlaces: Map<string, number>;
	/** Raised whenever a page was read again. */
	version: number;
}

/** Pages read at once. */
const pagesAtOnce = 16;

const listings = new WeakMap<UserIndex, UserListing>();
const inTurn = new WeakMap<UserIndex, Promise<unknown>>();

/** As new as the users, as far as this index knows them. */
export function listingOf(db: MusterDatabase, index: UserIndex): Promise<UserListing> {
	const before = inTurn.get(index) ?? Promise.resolve();
	const listing = before.catch(() => undefined).then(() => bringUpToDate(db, index));
	inTurn.set(index, listing);
	return listing;
}

async function bringUpToDate(db: MusterDatabase, index: UserIndex): Promise<UserListing> {
	const known = listings.get(index);
	const listing = known ?? emptyListing();
	const stale = known ? [...index.touched] : await db.userPages.toCollection().primaryKeys();
	index.touched.clear();
	try {
		const isReordered = await readPages(db, listing, stale);
		if (isReordered) orderUsers(listing);
	} catch (cause) {
		for (const page of stale) index.touched.add(page);
		throw cause;
	}
	listings.set(index, listing);
	return listing;
}

/** Another tab wrote: what is kept may be old. */
export function forgetListing(index: UserIndex): void {
	listings.delete(index);
}

function emptyListing(): UserListing {
	return {
		pages: new Map(),
		order: new Uint32Array(),
		venueNames: [],
		venuePlaces: new Map(),
		version: 0
	};
}

/** True where a name is new. */
async function readPages(
	db: MusterDatabase,
	listing: UserListing,
	stale: readonly number[]
): Promise<boolean> {
	let isReordered = false;
	for (let at = 0; at < stale.length; at += pagesAtOnce) {
		const read = await db.userPages.bulkGet(stale.slice(at, at + pagesAtOnce));
		for (const page of read) {
			if (!page) continue;
			const former = listing.pages.get(page.page);
			const fresh = listPage(listing, page);
			listing.pages.set(page.page, fresh);
			isReordered ||= !former || !isSame(former.names, fresh.names);
		}
	}
	if (stale.length > 0) listing.version += 1;
	return isReordered;
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
	return some.length === others.length && some.every((name, at) => name === others[at]);
}

function listPage(listing: UserListing, { users, pending }: UserPage): ListedPage {
	const ends = new Uint32Array(users.length);
	const states = new Uint8Array(users.length);
	const exams = new Map<string, ListedExam>();
	const texts: string[] = [];
	let end = 0;
	users.forEach((user, slot) => {
		const text = `${searchText(user)}\n`;
		texts.push(text);
		end += text.length;
		ends[slot] = end;
		states[slot] =
			(user.deletedAt === null ? 0 : listed.isDeleted) | (pending[slot] ? listed.isWaiting : 0);
		for (const [examId, registration] of Object.entries(user.registrations)) {
			let exam = exams.get(examId);
			if (!exam) {
				const { length } = users;
				exam = { codes: new Uint8Array(length), venues: new Uint32Array(length) };
				exams.set(examId, exam);
			}
			exam.codes[slot] = registrationCode(registration);
			exam.venues[slot] = venuePlace(listing, registration.venue);
		}
	});
	return { names: users.map(sortName), text: texts.join(''), ends, states, exams };
}

function searchText({ firstName, lastName, username, email, clientId }: User): string {
	return foldKey([firstName, lastName, username, email, clientId].join(' ')).replaceAll('\n', ' ');
}

function sortName({ firstName, lastName, username }: User): string {
	return `${firstName} ${lastName}`.trim() || username;
}

/** Never 0. */
export function registrationCode({ role, eligible, bookingStatus }: Registration): number {
	return (
		1 |
		(eligible ? 2 : 0) |
		(bookingStatuses.indexOf(bookingStatus) << 2) |
		(roles.indexOf(role) << 3)
	);
}

function venuePlace({ venueNames, venuePlaces }: UserListing, name: string): number {
	const known = venuePlaces.get(name);
	if (known !== undefined) return known;
	venuePlaces.set(name, venueNames.length);
	return venueNames.push(name) - 1;
}

function orderUsers(listing: UserListing): void {
	const numbers = [...listing.pages.keys()].sort((a, b) => a - b);
	const names: string[] = [];
	const ordinals: number[] = [];
	for (const number of numbers) {
		for (const [slot, name] of (listing.pages.get(number)?.names ?? []).entries()) {
			ordinals.push(number * pageUsers + slot);
			names.push(name);
		}
	}
	const ranks = rankNames(names);
	const places = Uint32Array.from(ordinals, (_ordinal, at) => at);
	places.sort((a, b) => (ranks[a] as number) - (ranks[b] as number) || a - b);
	listing.order = places.map((place) => ordinals[place] as number);
}
