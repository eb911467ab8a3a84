/**
 * Cells of which their bytes alone say that they are read as they stand, with nothing to say about them: most keys of most
 * files. What these let through is a part of what the readers of `cells.ts` take unchanged, as a property test holds; for
 * the rest the readers are asked.
 */
import { usernameLimits } from './usernames';

const digit = 1;
const lower = 2;
const upper = 4;
/** `_` and `-`. */
const joint = 8;
const stop = 16;
/** `@` and `+`. */
const sign = 32;

const kinds = new Uint8Array(256);
for (let byte = 0x30; byte <= 0x39; byte += 1) kinds[byte] = digit;
for (let byte = 0x61; byte <= 0x7a; byte += 1) kinds[byte] = lower;
for (let byte = 0x41; byte <= 0x5a; byte += 1) kinds[byte] = upper;
kinds[0x5f] = joint;
kinds[0x2d] = joint;
kinds[0x2e] = stop;
kinds[0x40] = sign;
kinds[0x2b] = sign;

const plus = 0x2b;
const at = 0x40;
const other = 64;

/** Every kind of byte that the cell holds; {@link other} among them where a byte has none. */
function kindsIn(bytes: Uint8Array, start: number, end: number): number {
	let found = 0;
	for (let place = start; place < end; place += 1) found |= kinds[bytes[place] as number] || other;
	return found;
}

/** F2: neither a number that a spreadsheet rounded nor a date: digits alone, or a letter first and not `Apr-24`. */
function isUndamaged(bytes: Uint8Array, start: number, end: number): boolean {
	const first = kinds[bytes[start] as number] as number;
	if (first & digit) return kindsIn(bytes, start, end) === digit;
	const length = end - start;
	const isMonth =
		length >= 6 && length <= 8 && !(letters & (kinds[bytes[start + 3] as number] as number));
	return (first & (lower | upper)) !== 0 && !isMonth;
}

const letters = lower | upper | digit;
const idKinds = digit | lower | upper | joint | stop;
const longestId = 64;

export function isPlainClientId(bytes: Uint8Array, start: number, end: number): boolean {
	return (
		end - start <= longestId &&
		(kindsIn(bytes, start, end) & ~idKinds) === 0 &&
		isUndamaged(bytes, start, end)
	);
}

const usernameKinds = digit | lower | joint | stop | sign;
/** Reserved names are among the short ones that begin so (F4): admin, administrator, root, guest, system. */
const longestReserved = 13;
const reservedStarts = new Set([0x61, 0x72, 0x67, 0x73]);

export function isPlainUsername(bytes: Uint8Array, start: number, end: number): boolean {
	const length = end - start;
	if (length < usernameLimits.least || length > usernameLimits.most) return false;
	if ((kindsIn(bytes, start, end) & ~usernameKinds) !== 0) return false;
	if (length <= longestReserved && reservedStarts.has(bytes[start] as number)) {
		// With a digit or a sign in it, it is none of them.
		if (kindsIn(bytes, start, end) === lower) return false;
	}
	return isUndamaged(bytes, start, end);
}

export function isPlainPhone(bytes: Uint8Array, start: number, end: number): boolean {
	const digits = end - start - 1;
	if (digits < 7 || digits > 15 || bytes[start] !== plus || bytes[start + 1] === 0x30) return false;
	return kindsIn(bytes, start + 1, end) === digit;
}

const localKinds = digit | lower | upper | joint;
const longestLocal = 64;
const longestAddress = 254;

/** Where the domain of an address with a usual local part begins, which is still to be judged; -1 for any other. */
export function plainDomain(bytes: Uint8Array, start: number, end: number): number {
	if (end - start > longestAddress) return -1;
	let isAfterStop = true;
	for (let place = start; place < end; place += 1) {
		const byte = bytes[place] as number;
		const kind = kinds[byte] as number;
		if (byte === at) return isAfterStop || place - start > longestLocal ? -1 : place + 1;
		if (kind === stop) {
			if (isAfterStop) return -1;
			isAfterStop = true;
		} else if (kind & localKinds || byte === plus) isAfterStop = false;
		else return -1;
	}
	return -1;
}
