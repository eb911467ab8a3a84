/**
 * New users whose row is plain go from the bytes of their row into their page and their change, with no object and no text
 * between. What is written is what `createUser` would write, as a property test holds.
 */
import { changeSchemaNumber } from '../core/change';
import { bookingStatuses, fieldBit, fieldIndex } from '../core/fields';
import { planFlag } from '../core/plan-table';
import { userFields } from '../core/records';
import { rowBlock, type RowBlock } from '../files/csv';
import type { PlainRows } from '../files/plain-rows';
import { pageRows, type DraftPage } from './db';
import { separatorByte } from './draft-rows';
import { writeAscii, writeBytes, type JsonBytes } from './json-bytes';
import { passwordOf, type Save } from './save-user';
import { hashStride } from './users';

/** Flags that the rows are read with here. */
export const plainFlags = { deletes: 1, booked: 2, ineligible: 4 } as const;

const hashes = new Uint32Array(hashStride);
const keyBits = [fieldBit('username'), fieldBit('clientId'), fieldBit('email')];

/** False where the row is not plain, and nothing was done. */
export function savePlainCreate(save: Save, page: DraftPage, row: number): boolean {
	const { input, fresh } = save;
	const { plain, plan, edits, draft } = input;
	const slot = row % pageRows;
	const flags = plan.flags[row] as number;
	if (!plain || !fresh.isOpen() || edits.has(row) || page.faults[slot] !== 0) return false;
	if (flags & planFlag.setsPhoto || plan.numbers?.[row]) return false;
	const from = slot === 0 ? 0 : (page.ends[slot - 1] as number);
	const block = rowBlock(page.bytes, separatorByte(draft.separator), {
		from,
		to: page.ends[slot] as number
	});
	if (block.rows !== 1 || !plain.read(block, 0)) return false;
	const id = input.newId();
	const password =
		flags & planFlag.setsPassword ? passwordOf(save, row, { id, registrations: {} }) : null;
	const changeId = input.newId();
	const sets = plan.sets[row] as number;
	const person: Person = { plain, block, sets, flags };
	takeHashes(save, row, person);
	save.changes.addPacked((json, placeOf) => {
		const shared = draft.settings.preventDuplicateEmails === 'no' ? 1 : 0;
		writeAscii(json, `["${changeId}",0,"${id}",0,0,-1,${changeSchemaNumber},${shared},`);
		const envelope = password ? placeOf(password.envelope) : -1;
		writeAscii(json, `${envelope},${password?.slot ?? 0},${maskOf(person)},[`);
		writeFields(json, person, true);
		writeAscii(json, '],');
		writeRest(json, person, () => placeOf(input.examId));
		writeAscii(json, ']');
	});
	fresh.addPacked({ id, pending: changeId, hashes }, (json) => {
		writeAscii(json, `["${id}",`);
		writeFields(json, person, false);
		writeAscii(json, flags & planFlag.forcesChange ? ',1,0,0,0,[' : ',0,0,0,0,[');
		if (flags & planFlag.addsToExam) writeRegistration(json, person, 0);
		writeAscii(json, ']]');
	});
	save.usersDelta += 1;
	return true;
}

interface Person {
	readonly plain: PlainRows;
	readonly block: RowBlock;
	readonly sets: number;
	/** See `planFlag`. */
	readonly flags: number;
}

/** They were made when the row was read; of a key that the user does not get there is none. */
function takeHashes({ input }: Save, row: number, { sets }: Person): void {
	const from = row * hashStride;
	hashes.set(input.facts.keys.subarray(from, from + hashStride));
	keyBits.forEach((bit, key) => {
		if (!(sets & bit)) hashes.fill(0, key * 2, key * 2 + 2);
	});
}

const userBits = userFields.map((field) => fieldIndex[field]);

function isFilled({ plain, sets }: Person, field: number): boolean {
	return ((sets & plain.row.filled) >> field) % 2 === 1;
}

/** Bits of the user's text fields that have a value. */
function maskOf(person: Person): number {
	return userBits.reduce(
		(mask, field, place) => (isFilled(person, field) ? mask | (1 << place) : mask),
		0
	);
}

/** The user's text fields with commas between, blank ones too or not. */
function writeFields(json: JsonBytes, person: Person, isFilledOnly: boolean): void {
	let isFirst = true;
	for (const field of userBits) {
		const has = isFilled(person, field);
		if (!has && isFilledOnly) continue;
		if (!isFirst) writeAscii(json, ',');
		isFirst = false;
		if (has) writeField(json, person, field);
		else writeAscii(json, '""');
	}
}

function writeField(json: JsonBytes, { plain, block }: Person, field: number): void {
	const known = plain.row.json[field];
	if (known) return writeBytes(json, known, 0, known.length);
	const cell = plain.row.cells[field] as number;
	writeAscii(json, '"');
	// Plain keys hold neither quotes nor backslashes.
	writeBytes(json, block.bytes, block.cellStarts[cell] as number, block.cellEnds[cell] as number);
	writeAscii(json, '"');
}

/** What a change sets beside the text fields. */
function writeRest(json: JsonBytes, person: Person, examPlace: () => number): void {
	const isForced = person.flags & planFlag.forcesChange;
	const isAdded = person.flags & planFlag.addsToExam;
	if (!isForced && !isAdded) return writeAscii(json, '0');
	writeAscii(json, isForced ? '{"user":{"mustChangePassword":true}' : '{');
	if (isAdded) {
		writeAscii(json, isForced ? ',"registrations":[' : '"registrations":[');
		writeRegistration(json, person, examPlace());
		writeAscii(json, ']');
	}
	writeAscii(json, '}');
}

/** P7: what the row does not set is as in every new registration. */
function writeRegistration(json: JsonBytes, person: Person, exam: number): void {
	const { row } = person.plain;
	const role = isFilled(person, fieldIndex.role) ? row.role - 1 : 0;
	const isOut = isFilled(person, fieldIndex.eligible) && row.flags & plainFlags.ineligible;
	const isBooked = isFilled(person, fieldIndex.bookingStatus) && row.flags & plainFlags.booked;
	const booking = bookingStatuses.indexOf(isBooked ? 'Booked' : 'Not Booked');
	writeAscii(json, `[${exam},${role},${isOut ? 0 : 1},`);
	if (isFilled(person, fieldIndex.venue)) writeField(json, person, fieldIndex.venue);
	else writeAscii(json, '""');
	writeAscii(json, `,${booking}]`);
}
