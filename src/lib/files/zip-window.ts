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
