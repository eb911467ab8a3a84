/**
 * A file read forwards, a window at a time. Asking a browser for a slice costs about 0.4 ms whatever its length, so
 * places that lie close together share one.
 */
import { readSlice } from './blocks';

export interface FileWindow {
	/** Bytes from a place on, fewer at the end of the file. @throws Failure 'file_unreadable' */
	read(from: number, to: number): Promise<Uint8Array>;
}

export function createWindow(file: Blob, windowBytes: number): FileWindow {
	let start = 0;
	let bytes: Uint8Array = new Uint8Array(0);
	return {
		async read(from, to) {
			const end = Math.min(to, file.size);
			if (from < start || end > start + bytes.length) {
				bytes = await readSlice(file, from, Math.max(end, from + windowBytes));
				start = from;
			}
			return bytes.subarray(from - start, Math.max(from, end) - start);
		}
	};
}

/**
 * As {@link createWindow}, with the next blocks asked for while one is looked at: four at once are read in a third of the
 * time of one after the other (78 MB in Chromium: 145 ms for 470 ms). For places that come in order.
 */
export function createReadAhead(file: Blob, blockBytes: number, ahead: number): FileWindow {
	const blocks = new Map<number, Promise<Uint8Array>>();
	const load = (block: number): Promise<Uint8Array> => {
		let bytes = blocks.get(block);
		if (!bytes) {
			bytes = readSlice(file, block * blockBytes, (block + 1) * blockBytes);
			// Whoever asks for it is told; nobody may.
			bytes.catch(() => undefined);
			blocks.set(block, bytes);
		}
		return bytes;
	};
	return {
		async read(from, to) {
			const end = Math.min(to, file.size);
			const first = Math.floor(from / blockBytes);
			const last = Math.max(first, Math.floor((end - 1) / blockBytes));
			for (const block of blocks.keys()) if (block < first) blocks.delete(block);
			const lastOfFile = Math.floor((file.size - 1) / blockBytes);
			for (let block = first; block <= Math.min(last + ahead, lastOfFile); block += 1) {
				void load(block);
			}
			const start = first * blockBytes;
			if (last === first)
				return (await load(first)).subarray(from - start, Math.max(from, end) - start);
			const parts: Uint8Array[] = [];
			for (let block = first; block <= last; block += 1) parts.push(await load(block));
			return joined(parts).subarray(from - start, end - start);
		}
	};
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
