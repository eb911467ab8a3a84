import type { RowFacts } from '../core/facts';
import type { FieldKey } from '../core/fields';
import type { RowEdit } from '../core/edits';
import type { CommonKey } from '../core/passwords';
import type { EntangledRow, StoredPerson } from '../core/persons';
import type { Plan } from '../core/plan-table';
import type { Policy } from '../core/policy';
import type { Exam } from '../core/records';
import type { FullVenue } from '../core/seats';
import type { Draft } from '../storage/db';
import { shapeOf, type RowShape } from '../storage/draft-rows';
import type { ExamTally } from '../storage/exam-tally';
import { markPassword } from './checking';
import { isBad, isWeak } from './passwords';
import type { Causes } from './causes';
import type { DraftPhotos } from './draft-photos';
import type { Summary } from './summary';

/** Verdicts on the password cells of all rows (W3). */
export interface Passwords {
	verdicts: Uint8Array;
	groups: Uint32Array;
	groupSizes: number[];
	/** How many of the groups are the file's: set when a password is first typed. */
	fileGroups?: number;
}

/** The draft on the screen, as far as it is kept in memory: numbers, no cells. */
export interface OpenDraft {
	draft: Draft;
	/** The exam that it goes into, and how many are in it before. */
	exam: Exam | null;
	tally: ExamTally;
	/** Venues with more booked than seats, as the plan leaves them (F11). */
	fullVenues: ReadonlyMap<number, FullVenue>;
	readonly facts: RowFacts;
	readonly causes: Causes;
	readonly passwords: Passwords;
	/** Rows whose place in the file matters, with their values, and the stored users they touch. */
	entangled: readonly EntangledRow[];
	stored: ReadonlyMap<number, StoredPerson>;
	/** Passwords that wait for the server's key, by page, in the order of their slots; never written. */
	readonly unsealed: Map<number, readonly string[]>;
	/** Common passwords typed in this session (S3); those of an earlier one are sealed only. Never written. */
	readonly commonTexts: Map<CommonKey, string>;
	/** What was changed by hand (V3), by row. */
	readonly edits: Map<number, RowEdit>;
	/** Passwords typed in this session by their text: the number of each group of equals. Never written. */
	readonly typedGroups: Map<string, number>;
	/** The photos that came with it, or null (Z5). */
	photos: DraftPhotos | null;
	/** How many came with it and are not taken, since its exam takes none (M3). */
	photosAside: number;
	plan: Plan;
	/** What the plan was made by; null where it is no plan of all rows as they are. */
	policy: Policy | null;
	summary: Summary;
}

/** A draft to which nothing was done by hand, or not yet. */
export function noHand(): Pick<OpenDraft, 'edits' | 'typedGroups'> {
	return { edits: new Map(), typedGroups: new Map() };
}

export function createPasswords(capacity: number): Passwords {
	return {
		verdicts: new Uint8Array(capacity),
		groups: new Uint32Array(capacity),
		groupSizes: [0]
	};
}

export function reservePasswords(passwords: Passwords, capacity: number): void {
	if (passwords.verdicts.length >= capacity) return;
	const room = Math.max(capacity, passwords.verdicts.length * 2);
	const verdicts = new Uint8Array(room);
	verdicts.set(passwords.verdicts);
	passwords.verdicts = verdicts;
	const groups = new Uint32Array(room);
	groups.set(passwords.groups);
	passwords.groups = groups;
}

/** How its rows are taken apart, edits included. */
export function rowShape({ draft, edits }: Pick<OpenDraft, 'draft' | 'edits'>): RowShape {
	return shapeOf(draft, edits);
}

/** Mask of the fields that a column of the file is bound to. */
export function presentMask(draft: Pick<Draft, 'columns'>, bit: (key: FieldKey) => number): number {
	return draft.columns.reduce((mask, { field }) => (field ? mask | bit(field) : mask), 0);
}

/** Flags the rows with a password, weak ones among them: how many share one is known when all rows are. */
export function markPasswords(open: Pick<OpenDraft, 'facts' | 'passwords'>): void {
	if (open.passwords.groupSizes.length <= 1) return;
	for (let row = 0; row < open.facts.count; row += 1) markPasswordOf(open, row);
}

export function markPasswordOf(
	{ facts, passwords }: Pick<OpenDraft, 'facts' | 'passwords'>,
	row: number
): void {
	const verdict = passwords.verdicts[row] ?? 0;
	if (verdict === 0) return;
	const size = passwords.groupSizes[passwords.groups[row] as number] ?? 0;
	markPassword(facts, row, {
		isBad: isBad(verdict),
		isWeak: isWeak(verdict, size)
	});
}
