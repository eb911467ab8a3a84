/**
 * What cells were read as, found again by their bytes: a column of names or venues has few distinct cells, and those that
 * come again cost no text (1,000,000 rows: 0.9 P less). One place for each hash; a cell of the same hash takes it over, so
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
	return {
		read(bytes, start, end) {
			const length = end - start;
			if (length > longest) return readAnew(bytes, start, end);
			let hash = 0x811c9dc5;
			for (let at = start; at < end; at += 1) {
				hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
			}
			const place = (hash ^ (hash >>> 15)) & (places - 1);
			const from = place * longest;
			if (lengths[place] === length) {
				let at = 0;
				while (at < length && texts[from + at] === bytes[start + at]) at += 1;
				if (at === length) return found[place] as T;
			}
			const anew = readAnew(bytes, start, end);
			lengths[place] = length;
			for (let at = 0; at < length; at += 1) texts[from + at] = bytes[start + at] as number;
			found[place] = anew;
			return anew;
		}
	};
}
