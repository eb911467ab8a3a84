/**
 * What cells were read as, found again by their bytes: a column of names or venues has few distinct cells, and those that
 * come again cost no text. One place for each hash; a cell of the same hash takes it over, so
 * memory is bounded whatever the file.
 */
const places = 2048;
/** Longer cells are read anew each time. */
const longest = 48;

export interface CellMemo<T> {
	read(bytes: Uint8Array, start: number, end: number): T;
}

export function createCellMemo<T>(
	readAnew: (bytes: Uint8Array, start: number, end: number) => T
): CellMemo<T> {
	const texts = new Uint8Array(places * longest);
	const lengths = new Uint8Array(places);
	const found: T[] = Array.from({ length: places });
	let last = 0;

	function holds(place: number, bytes: Uint8Array, start: number, end: number): boolean {
		if (lengths[place] !== end - start) return false;
		let at = place * longest;
		for (let byte = start; byte < end; byte += 1, at += 1) {
			if (texts[at] !== bytes[byte]) return false;
		}
		return true;
	}

	return {
		read(bytes, start, end) {
			const length = end - start;
			if (length > longest) return readAnew(bytes, start, end);
			// Mostly the cell is the one above again.
			if (holds(last, bytes, start, end)) return found[last] as T;
			let hash = 0x811c9dc5;
			for (let at = start; at < end; at += 1) {
				hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
			}
			const place = (hash ^ (hash >>> 15)) & (places - 1);
			last = place;
			if (holds(place, bytes, start, end)) return found[place] as T;
			const from = place * longest;
			const anew = readAnew(bytes, start, end);
			lengths[place] = length;
			for (let at = 0; at < length; at += 1) texts[from + at] = bytes[start + at] as number;
			found[place] = anew;
			return anew;
		}
	};
}
