/** An exam's form: its venues as lines to change, and what of it is an edit (V10). */
import type { Exam, Venue } from '../../core/records';
import { venueKey } from '../../core/venues';
import type { ExamEdit, VenueEdit } from '../../storage/edit-exam';

export interface VenueLine {
	/** Tells the lines apart while they are typed in. */
	readonly id: number;
	/** The venue's name as it is stored; null: a new one. */
	readonly from: string | null;
	readonly name: string;
	/** As typed; '' for no limit. */
	readonly seats: string;
	/** Users who are there. */
	readonly users: number;
}

export interface ExamFields {
	readonly name: string;
	readonly kind: Exam['kind'];
	/** As a field of date and time holds it, in local time; '' for none. */
	readonly startsAt: string;
}

export type LineProblem = 'name' | 'seats' | 'twice';

export function linesOf(
	venues: readonly Venue[],
	usersByVenue: ReadonlyMap<string, number>
): VenueLine[] {
	return venues.map(({ name, seats }, id) => ({
		id,
		from: name,
		name,
		seats: seats === null ? '' : String(seats),
		users: usersByVenue.get(name) ?? 0
	}));
}

/** A new line that was left blank is none. */
function isBlank({ from, name, seats }: VenueLine): boolean {
	return from === null && name.trim() === '' && seats.trim() === '';
}

/** By the line's id: the first thing that is wrong with it. */
export function lineProblems(lines: readonly VenueLine[]): ReadonlyMap<number, LineProblem> {
	const problems = new Map<number, LineProblem>();
	const known = new Set<string>();
	for (const line of lines) {
		if (isBlank(line)) continue;
		const key = venueKey(line.name.trim());
		if (line.name.trim() === '') problems.set(line.id, 'name');
		else if (known.has(key)) problems.set(line.id, 'twice');
		else if (!/^\d{0,9}$/.test(line.seats.trim())) problems.set(line.id, 'seats');
		known.add(key);
	}
	return problems;
}

/** Local time as `datetime-local` wants it. */
export function localTime(startsAt: string | null): string {
	if (startsAt === null) return '';
	const at = new Date(startsAt);
	return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What changes alone. */
export function examEdit(exam: Exam, fields: ExamFields, lines: readonly VenueLine[]): ExamEdit {
	const startsAt = fields.startsAt === '' ? null : new Date(fields.startsAt).toISOString();
	const isSameStart = fields.startsAt === localTime(exam.startsAt);
	return {
		set: {
			...(fields.name.trim() === exam.name ? {} : { name: fields.name.trim() }),
			...(fields.kind === exam.kind ? {} : { kind: fields.kind }),
			...(isSameStart ? {} : { startsAt })
		},
		venues: venueEdits(exam.venues, lines)
	};
}

function venueEdits(venues: readonly Venue[], lines: readonly VenueLine[]): VenueEdit[] {
	const stored = new Map(venues.map((venue) => [venue.name, venue]));
	const left = new Set(lines.flatMap(({ from }) => from ?? []));
	const removed = venues.flatMap(({ name }) => (left.has(name) ? [] : [{ from: name, to: null }]));
	const others = lines.flatMap((line): VenueEdit[] => {
		if (isBlank(line)) return [];
		const to = {
			name: line.name.trim(),
			seats: line.seats.trim() === '' ? null : Number(line.seats)
		};
		const was = stored.get(line.from ?? '');
		const isSame = line.from === to.name && was?.seats === to.seats;
		return isSame ? [] : [{ from: line.from, to }];
	});
	return [...removed, ...others];
}

export function isNoEdit({ set, venues }: ExamEdit): boolean {
	return Object.keys(set).length === 0 && venues.length === 0;
}
