/** More booked than a venue has seats, counted with those already there (F11). */
import { metFlag, rowFlag, type RowFacts } from './facts';
import { fieldBit } from './fields';
import type { StoredPerson } from './persons';
import { planFlag, type Plan } from './plan-table';
import { actionIndex } from './row-state';
import type { Registration, Venue } from './records';

export interface SeatsInput {
	readonly facts: RowFacts;
	readonly plan: Plan;
	readonly stored: ReadonlyMap<number, StoredPerson>;
	readonly venues: readonly Venue[];
	/** Stored users who are booked, by venue. */
	readonly booked: ReadonlyMap<string, number>;
}

/** A venue with more booked than seats once the plan is saved. */
export interface FullVenue {
	readonly name: string;
	readonly seats: number;
	readonly booked: number;
}

const venueBit = fieldBit('venue');
const bookingBit = fieldBit('bookingStatus');

/**
 * Marks the rows that take a seat in a venue that is too full by then.
 * @returns by place of the venue in the exam's list + 1, as `RowFacts.venue` has it
 */
export function countSeats(input: SeatsInput): ReadonlyMap<number, FullVenue> {
	const { venues, booked } = input;
	const full = new Map<number, FullVenue>();
	if (venues.every(({ seats }) => seats === null)) return full;
	const counts = [0, ...venues.map(({ name }) => booked.get(name) ?? 0)];
	forEachMove(input, (_, from, to) => {
		counts[from] = (counts[from] as number) - 1;
		counts[to] = (counts[to] as number) + 1;
	});
	venues.forEach(({ name, seats }, place) => {
		const after = counts[place + 1] as number;
		if (seats !== null && after > seats) full.set(place + 1, { name, seats, booked: after });
	});
	if (full.size === 0) return full;
	const { flags } = input.plan;
	forEachMove(input, (row, _, to) => {
		if (full.has(to)) flags[row] = (flags[row] as number) | planFlag.overSeats;
	});
	return full;
}

type Move = (row: number, from: number, to: number) => void;

/** Each user who leaves a seat or takes one: venues as `RowFacts.venue`, 0 for no seat. */
function forEachMove({ facts, plan, stored, venues }: SeatsInput, move: Move): void {
	const folded = new Set(plan.folds.flatMap(({ rows }) => rows));
	for (let row = 0; row < facts.count; row += 1) {
		if (folded.size > 0 && folded.has(row)) continue;
		const from = seatBefore(facts, plan, row);
		const to = seatAfter(facts, plan, row);
		if (from !== to) move(row, from, to);
	}
	const places = new Map(venues.map(({ name }, place) => [name, place + 1]));
	const seatOf = (registration: Registration | null | undefined) =>
		registration?.bookingStatus === 'Booked' ? (places.get(registration.venue) ?? 0) : 0;
	for (const { ordinal, after, rows } of plan.folds) {
		const from = seatOf(stored.get(ordinal)?.values.registration);
		const to = seatOf(after?.registration);
		if (from !== to) move(rows.at(-1) ?? 0, from, to);
	}
}

function seatBefore({ metFlags, storedVenue }: RowFacts, { action }: Plan, row: number): number {
	const isMet = action[row] === actionIndex.update || action[row] === actionIndex.delete;
	return isMet && (metFlags[row] as number) & metFlag.booked ? (storedVenue[row] as number) : 0;
}

function seatAfter(facts: RowFacts, plan: Plan, row: number): number {
	const action = plan.action[row];
	if (action !== actionIndex.create && action !== actionIndex.update) return 0;
	if ((plan.flags[row] as number) & planFlag.takesOut) return 0;
	const sets = plan.sets[row] as number;
	const isMet = action === actionIndex.update;
	const wasBooked = isMet && ((facts.metFlags[row] as number) & metFlag.booked) !== 0;
	const booksRow = ((facts.flags[row] as number) & rowFlag.booked) !== 0;
	if (!(sets & bookingBit ? booksRow : wasBooked)) return 0;
	return venueAfter(facts, plan, row);
}

/** The venue of a row's user once it is saved, as `RowFacts.venue` has it. */
export function venueAfter(facts: RowFacts, plan: Plan, row: number): number {
	if ((plan.sets[row] as number) & venueBit) return facts.venue[row] as number;
	const isMet = plan.action[row] === actionIndex.update;
	const keepsVenue = isMet && !((plan.clears[row] as number) & venueBit);
	return keepsVenue ? (facts.storedVenue[row] as number) : 0;
}
