/**
 * Planning of the rows whose order matters (section 6): each sees the effect of those before it. A key that a stored user
 * may free later in the file counts as free, so that swaps and rings work (P11); where the user keeps it after all, the
 * row that wanted it is an error and the pass is made again without it.
 */
import { decideRow } from './decide';
import { createDecision, type Decision, type RowState } from './row-state';
import { keyFields, rowFlag, type KeyField } from './facts';
import { fieldBit } from './fields';
import { skipFlag } from './fixes';
import type { IssueCode } from './issue';
import { pushLimits } from './change';
import { finishPerson } from './fold';
import { createNumbering, numberRow, type Numbering } from './numbering';
import { oppose, opposeDeletes } from './opposed';
import { anywhere, componentsInOrder, placesOf } from './order';
import {
	applyEffect,
	comparePerson,
	newPerson,
	type EntangledRow,
	type Fold,
	type PersonKeys,
	type PersonValues
} from './persons';
import type { PlanInput } from './plan';
import { createRowState, readOwnState, warnOfUpdate, writeDecision, type Plan } from './plan-table';

/** One user while the rows are taken. */
export interface Person {
	/** -1 for one that the file creates. */
	readonly ordinal: number;
	readonly before: PersonValues | null;
	readonly keysBefore: PersonKeys | null;
	now: PersonValues | null;
	keys: Record<KeyField, string>;
	/** Rows with an effect, or none because the user is so already. */
	rows: number[];
	deleteRow: number;
	passwordRow: number;
}

interface Refusal {
	readonly key: KeyField;
	readonly ordinal: number;
}

interface Hope {
	readonly row: number;
	readonly key: KeyField;
	readonly name: string;
	readonly taker: Person | null;
}

interface Pass {
	readonly input: PlanInput;
	readonly plan: Plan;
	readonly state: RowState;
	readonly decision: Decision;
	/** Who holds a key now, by field and folded value. */
	readonly holders: Map<string, Person>;
	/** The stored users that held a key before the file; several only where emails are shared. */
	readonly holdersBefore: Map<string, Person[]>;
	readonly stored: Map<number, Person>;
	readonly created: Person[];
	/** Keys taken in the hope that their stored holders free them later. */
	readonly hopes: Hope[];
	/** Rows that an earlier pass found wrong: whose key they want, or null for a ring that is too large. */
	readonly refused: ReadonlyMap<number, Refusal | null>;
	/** The last row that meets a stored user, by ordinal. */
	readonly lastMeeting: ReadonlyMap<number, number>;
	readonly isHopeful: boolean;
	readonly numbering: Numbering;
	/** Rows that delete a user whom an earlier row renamed, with that row (P9, P10). */
	readonly conflicts: { readonly row: number; readonly other: number }[];
}

/** Hopes on users of several rows break one link a pass; past this many none is kept: safe, but fewer swaps are found. */
const mostPasses = 64;

const takenCode: Readonly<Record<KeyField, IssueCode>> = {
	username: 'username_taken',
	clientId: 'client_id_taken',
	email: 'email_taken'
};

/**
 * Writes the entangled rows' outcomes into `plan`, and gives it with what becomes of the users they touch.
 * @param needs rows of which more is needed than their facts; this pass may find others
 */
export function planInOrder(input: PlanInput, plan: Plan, needs: readonly number[]): Plan {
	if (input.entangled.length === 0) return { ...plan, needs };
	const refused = new Map<number, Refusal | null>();
	const opposed = opposeDeletes(input, plan);
	const lastMeeting = findLastMeetings(input, opposed);
	for (let passes = 1; ; passes += 1) {
		const pass = startPass(input, plan, { refused, lastMeeting, isHopeful: passes <= mostPasses });
		for (const row of input.entangled) {
			if (!opposed.has(row.row)) takeRow(pass, row);
		}
		const broken = brokenHopes(pass);
		for (const [row, refusal] of broken) refused.set(row, refusal);
		const tooLarge = broken.size > 0 ? [] : rowsOfLargeRings(pass);
		for (const row of tooLarge) refused.set(row, null);
		for (const { row, other } of pass.conflicts) {
			oppose(opposed, plan, { row, other });
			oppose(opposed, plan, { row: other, other: row });
		}
		if (broken.size + tooLarge.length + pass.conflicts.length > 0) continue;
		return { ...plan, folds: finish(pass), ...numbersOf(pass, needs) };
	}
}

function numbersOf({ input, numbering }: Pass, needs: readonly number[]) {
	const { numbers, needs: more } = numbering;
	if (numbers.size === 0) return { numbers: null, needs: [...needs, ...more] };
	const byRow = new Uint32Array(input.facts.count);
	for (const [row, number] of numbers) byRow[row] = number;
	return { numbers: byRow, needs: [...needs, ...more] };
}

/**
 * Rows whose wish for a key was in vain. Where such a row is all that touches its user, that user stays as stored, and who
 * hoped for one of its keys hoped in vain too: a chain of any length breaks in one pass.
 */
function brokenHopes(pass: Pass): Map<number, Refusal> {
	const broken = new Map<number, Refusal>();
	const hopesByName = new Map<string, Hope[]>();
	const found: { hope: Hope; keeper: Person }[] = [];
	for (const hope of pass.hopes) {
		hopesByName.set(hope.name, [...(hopesByName.get(hope.name) ?? []), hope]);
		const keeper = keeperOf(pass, hope.key, hope.name, hope.taker);
		if (keeper) found.push({ hope, keeper });
	}
	for (let next = found.pop(); next !== undefined; next = found.pop()) {
		const { row, key, taker } = next.hope;
		if (broken.has(row)) continue;
		broken.set(row, { key, ordinal: next.keeper.ordinal });
		if (!taker?.keysBefore || taker.rows.length > 1) continue;
		for (const own of keyFields) {
			for (const hope of hopesByName.get(keyName(own, taker.keysBefore[own])) ?? []) {
				if (hope.taker !== taker) found.push({ hope, keeper: taker });
			}
		}
	}
	return broken;
}

function keyName(key: KeyField, value: string): string {
	return `${key}:${value}`;
}

/** A stored user other than the taker that still holds the key it had before the file. */
function keeperOf(
	pass: Pass,
	key: KeyField,
	name: string,
	taker: Person | null
): Person | undefined {
	return pass.holdersBefore
		.get(name)
		?.find(
			(holder) => holder !== taker && holder.now !== null && keyName(key, holder.keys[key]) === name
		);
}

function findLastMeetings(
	{ facts, policy, entangled, fixes }: PlanInput,
	opposed: ReadonlySet<number>
): Map<number, number> {
	const last = new Map<number, number>();
	if (policy.numbers) return last;
	for (const { row } of entangled) {
		const met = facts.met[row] as number;
		const isSkipped = ((fixes?.[row] ?? 0) & skipFlag) !== 0;
		if (met >= 0 && !opposed.has(row) && !isSkipped) last.set(met, row);
	}
	return last;
}

function startPass(
	input: PlanInput,
	plan: Plan,
	options: Pick<Pass, 'refused' | 'lastMeeting' | 'isHopeful'>
): Pass {
	const pass: Pass = {
		input,
		plan,
		state: createRowState(),
		decision: createDecision(),
		holders: new Map(),
		holdersBefore: new Map(),
		stored: new Map(),
		created: [],
		hopes: [],
		conflicts: [],
		numbering: createNumbering(input, plan, (key) => pass.holders.has(keyName('username', key))),
		...options
	};
	for (const [ordinal, { values, keys }] of input.stored) {
		const person = createPerson(ordinal, values, keys);
		pass.stored.set(ordinal, person);
		for (const key of keyFields) {
			if (keys[key] === '') continue;
			const name = keyName(key, keys[key]);
			const others = pass.holdersBefore.get(name);
			if (others) others.push(person);
			else pass.holdersBefore.set(name, [person]);
			if (!others) pass.holders.set(name, person);
		}
	}
	return pass;
}

function createPerson(ordinal: number, before: PersonValues | null, keys: PersonKeys): Person {
	return {
		ordinal,
		before,
		keysBefore: before === null ? null : keys,
		now: before,
		keys: { ...keys },
		rows: [],
		deleteRow: -1,
		passwordRow: -1
	};
}

function takeRow(pass: Pass, entangled: EntangledRow): void {
	const { row } = entangled;
	const { decision, plan, input, state } = pass;
	const person = meet(pass, entangled);
	readOwnState(input.facts, row, state);
	state.fixes = input.fixes ? (input.fixes[row] as number) : 0;
	state.isShared = isShared(pass, entangled);
	readMetState(state, person, entangled);
	decideRow(state, input.policy, decision);
	plan.holder[row] = -1;
	plan.other[row] = -1;
	if (state.fixes & skipFlag) return writeDecision(plan, row, decision);
	if (decision.action === 'create' && input.policy.numbers) return addNumbered(pass, entangled);
	if (decision.action === 'create' || decision.action === 'update') {
		refuseTakenKeys(pass, entangled, person);
	}
	if (person && state.deletes && person.deleteRow >= 0 && decision.action !== 'error') {
		decision.action = 'skip';
	}
	if (decision.action === 'skip' || decision.code === 'other_client_id') blame(pass, row, person);
	writeDecision(plan, row, decision);
	if (decision.action === 'create') createFrom(pass, entangled);
	else if (person && (decision.action === 'delete' || decision.takesOut)) {
		removePerson(pass, person, row);
	} else if (person && decision.action === 'update') updateFrom(pass, entangled, person);
	else if (person && decision.action === 'unchanged') person.rows.push(row);
}

/** P3: a Client ID or email that is taken is an error, a username gets a number. */
function addNumbered(pass: Pass, entangled: EntangledRow): void {
	const { decision, plan } = pass;
	const { row } = entangled;
	refuseTakenKeys(pass, entangled, null, ['clientId']);
	const numbered = decision.action === 'create' ? numberRow(pass.numbering, entangled) : null;
	if (numbered) refuseTakenKeys(pass, numbered, null, ['email']);
	else if (decision.action === 'create') {
		decision.action = 'error';
		decision.code = 'default_unusable';
	}
	writeDecision(plan, row, decision);
	if (numbered && decision.action === 'create') createFrom(pass, numbered);
	else pass.numbering.numbers.delete(row);
}

/** P13: several users, stored or made by earlier rows, hold the email by which the row would meet one. */
function isShared({ input, holders, holdersBefore }: Pass, { row, keys }: EntangledRow): boolean {
	const { policy, facts } = input;
	if (policy.matchBy !== 'email' || policy.numbers || keys.email === '') return false;
	if ((facts.flags[row] as number) & rowFlag.renames) return false;
	const name = keyName('email', keys.email);
	const before = holdersBefore.get(name) ?? [];
	const still = new Set(
		before.filter(({ now, keys: own }) => now !== null && own.email === keys.email)
	);
	const holder = holders.get(name);
	if (holder) still.add(holder);
	return still.size > 1;
}

function meet(pass: Pass, { row, keys }: EntangledRow): Person | null {
	const { facts, policy } = pass.input;
	const met = facts.met[row] as number;
	if (policy.numbers) return null;
	// Old names are those before the file (P9).
	if ((facts.flags[row] as number) & rowFlag.renames) return pass.stored.get(met) ?? null;
	const key = keys[policy.matchBy];
	if (key === '') return null;
	const holder = pass.holders.get(keyName(policy.matchBy, key));
	if (holder) return holder;
	// A second delete of a user whom this file deletes is a skip that names the first (P10).
	const gone = met >= 0 ? pass.stored.get(met) : undefined;
	return gone && gone.deleteRow >= 0 && (facts.flags[row] as number) & rowFlag.deletes
		? gone
		: null;
}

function readMetState(state: RowState, person: Person | null, row: EntangledRow): void {
	const now = person?.now ?? null;
	state.isMet = now !== null;
	state.isMetInFile = person?.ordinal === -1;
	state.inExam = now !== null && now.registration !== null;
	state.inOtherExams = now?.inOtherExams ?? false;
	state.mustChangePassword = now?.mustChangePassword ?? false;
	const registration = now?.registration;
	state.storedBooked = registration?.bookingStatus === 'Booked';
	state.storedIneligible = registration?.eligible === false;
	state.storedStaff = registration !== null && registration?.role !== 'candidate';
	state.otherClientId = false;
	state.differs = 0;
	state.storedEmpty = 0;
	if (person === null || now === null) return;
	const own = person.keys;
	state.otherClientId =
		row.keys.clientId !== '' && own.clientId !== '' && own.clientId !== row.keys.clientId;
	const comparison = comparePerson(row.record, state.filled | state.fallback, now);
	state.differs = comparison.differs;
	// Equal but for its case, a user name is the same name: it is no rename, unless one is asked for (P9).
	if (own.username === row.keys.username && !state.renames) state.differs &= ~fieldBit('username');
	state.storedEmpty = comparison.storedEmpty;
}

/** M4 and P11: a key that somebody else still holds at the end of the file makes the row an error. */
function refuseTakenKeys(
	pass: Pass,
	entangled: EntangledRow,
	person: Person | null,
	among: readonly KeyField[] = keyFields
): void {
	const { decision, input, plan } = pass;
	const { row } = entangled;
	const refused = pass.refused.get(row);
	if (refused === null) return refuseRing(decision);
	if (refused) return refuse(pass, row, refused);
	for (const key of among) {
		if (!(decision.sets & fieldBit(key)) || entangled.keys[key] === '') continue;
		if (key === 'email' && !input.policy.preventsSharedEmail) continue;
		// Written in another way it is still the user's own, which others may have had before it (S11).
		if (entangled.keys[key] === person?.keys[key]) continue;
		const name = keyName(key, entangled.keys[key]);
		const holder = pass.holders.get(name);
		if (!holder) continue;
		if (mayFree(pass, holder, { row, key })) {
			pass.hopes.push({ row, key, name, taker: person });
			continue;
		}
		plan.other[row] = rowThatGave(holder, key);
		return refuse(pass, row, { key, ordinal: holder.ordinal });
	}
}

/** The row that gave a holder its key, or -1 where it was stored with it. */
function rowThatGave(holder: Person, key: KeyField): number {
	if (holder.keysBefore?.[key] === holder.keys[key]) return -1;
	return holder.rows[0] ?? -1;
}

function mayFree(pass: Pass, holder: Person, { row, key }: { row: number; key: KeyField }) {
	if (!pass.isHopeful || holder.keysBefore?.[key] !== holder.keys[key]) return false;
	return (pass.lastMeeting.get(holder.ordinal) ?? -1) > row;
}

function refuseRing(decision: Decision): void {
	decision.action = 'error';
	decision.code = 'ring_too_large';
}

function refuse({ decision, plan }: Pass, row: number, { key, ordinal }: Refusal): void {
	decision.action = 'error';
	decision.code = takenCode[key];
	plan.holder[row] = ordinal;
}

function blame({ plan, decision }: Pass, row: number, person: Person | null): void {
	if (!person) return;
	plan.holder[row] = person.ordinal;
	if (person.ordinal === -1) plan.other[row] = person.rows[0] ?? -1;
	if (person.deleteRow < 0) return;
	decision.code = 'duplicate_in_file';
	plan.other[row] = person.deleteRow;
}

/** Deletes a user, or takes one out of this exam alone (P10). */
function removePerson(pass: Pass, person: Person, row: number): void {
	for (const other of person.rows) pass.conflicts.push({ row, other });
	if (pass.decision.takesOut && person.now) person.now = { ...person.now, registration: null };
	else {
		for (const key of keyFields) releaseKey(pass, key, person);
		person.now = null;
	}
	person.deleteRow = row;
	person.rows.push(row);
}

function createFrom(pass: Pass, entangled: EntangledRow): void {
	const blank = { username: '', clientId: '', email: '' };
	const person = createPerson(-1, null, blank);
	person.now = applyEffect(newPerson, entangled.record, pass.decision);
	person.rows.push(entangled.row);
	if (pass.state.hasPassword) person.passwordRow = entangled.row;
	pass.created.push(person);
	takeKeys(pass, person, entangled);
}

function updateFrom(pass: Pass, entangled: EntangledRow, person: Person): void {
	if (person.now === null) return;
	person.rows.push(entangled.row);
	const wasInExam = person.now.registration !== null;
	person.now = applyEffect(person.now, entangled.record, pass.decision);
	if (pass.decision.setsPassword) person.passwordRow = entangled.row;
	takeKeys(pass, person, entangled);
	warnOfUpdate(pass.plan, entangled.row, { inExam: wasInExam, isAsked: pass.state.renames });
}

function takeKeys(pass: Pass, person: Person, { keys }: EntangledRow): void {
	const { sets, clears } = pass.decision;
	for (const key of keyFields) {
		const bit = fieldBit(key);
		if (!((sets | clears) & bit)) continue;
		releaseKey(pass, key, person);
		person.keys[key] = sets & bit ? keys[key] : '';
		if (person.keys[key] === '') continue;
		pass.holders.set(keyName(key, person.keys[key]), person);
	}
}

/** Where others were stored with the same key (shared emails), the next of them holds it. */
function releaseKey(pass: Pass, key: KeyField, person: Person): void {
	const name = keyName(key, person.keys[key]);
	if (pass.holders.get(name) !== person) return;
	const next = keeperOf(pass, key, name, person);
	if (next) pass.holders.set(name, next);
	else pass.holders.delete(name);
}

function touched({ stored, created }: Pass): Person[] {
	return [...stored.values(), ...created].filter(({ rows }) => rows.length > 0);
}

/** By person: those who free a key that this one takes, as all stand at the end of the file. */
function givers(pass: Pass): Map<Person, ReadonlySet<Person>> {
	const { preventsSharedEmail } = pass.input.policy;
	const found = new Map<Person, ReadonlySet<Person>>();
	for (const person of touched(pass)) {
		if (person.now === null) continue;
		for (const key of keyFields) {
			const taken = person.keys[key];
			if (taken === '' || taken === person.keysBefore?.[key]) continue;
			if (key === 'email' && !preventsSharedEmail) continue;
			const freed = (pass.holdersBefore.get(keyName(key, taken)) ?? []).filter(
				(holder) => holder !== person && (holder.now === null || holder.keys[key] !== taken)
			);
			if (freed.length > 0) found.set(person, new Set([...(found.get(person) ?? []), ...freed]));
		}
	}
	return found;
}

/** Rows of rings that no push can carry (Y2). */
function rowsOfLargeRings(pass: Pass): number[] {
	return componentsInOrder(givers(pass))
		.filter(({ length }) => length > pushLimits.changes)
		.flatMap((ring) => ring.flatMap(({ rows }) => rows));
}

function finish(pass: Pass): readonly Fold[] {
	const places = placesOf(givers(pass));
	return touched(pass).map((person) =>
		finishPerson(pass.plan, person, places.get(person) ?? anywhere)
	);
}
