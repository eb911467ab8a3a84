/** Extra fields of a directory entry or a local header: 64-bit sizes and a name in UTF-8. */
import { crc32 } from './crc32';
import { damaged, uint64, viewOf } from './zip-entry';

const zip64Field = 0x0001;
const unicodeNameField = 0x7075;
export const aesField = 0x9901;

/** Field id → its bytes; the first one counts. What does not fit the rest is padding, which some writers leave. */
export function extraFields(extra: Uint8Array): ReadonlyMap<number, Uint8Array> {
	const view = viewOf(extra);
	const fields = new Map<number, Uint8Array>();
	let at = 0;
	while (at + 4 <= extra.length) {
		const id = view.getUint16(at, true);
		const end = at + 4 + view.getUint16(at + 2, true);
		if (end > extra.length) break;
		if (!fields.has(id)) fields.set(id, extra.subarray(at + 4, end));
		at = end;
	}
	return fields;
}

const unset32 = 0xffffffff;

/**
 * Values of 32 bits, those that are unset replaced, in their order, by the ones of 64 bits.
 * @throws Failure 'file_zip_damaged' where one is missing
 */
export function longValues(
	values: readonly number[],
	fields: ReadonlyMap<number, Uint8Array>,
	entry: string
): readonly number[] {
	const field = fields.get(zip64Field);
	let at = 0;
	return values.map((value) => {
		// Without the field the value means itself: one byte less than 4 GiB.
		if (value !== unset32 || !field) return value;
		if (at + 8 > field.length) throw damaged(entry);
		at += 8;
		return uint64(viewOf(field), at - 8, entry);
	});
}

/** The name in UTF-8 that older writers keep beside one in an old encoding, where it is of that very name. */
export function unicodeName(
	nameBytes: Uint8Array,
	fields: ReadonlyMap<number, Uint8Array>
): Uint8Array | null {
	const field = fields.get(unicodeNameField);
	if (!field || field.length < 6 || field[0] !== 1) return null;
	return viewOf(field).getUint32(1, true) === crc32(nameBytes) ? field.subarray(5) : null;
}
