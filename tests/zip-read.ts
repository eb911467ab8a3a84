/** An archive read as the app reads it, in one answer that a test can compare. */
import { Failure, type FailureCode } from '../src/lib/core/failure';
import { readArchive } from '../src/lib/files/zip';
import { inflateEach } from '../src/lib/files/zip-inflate';

export interface ReadZip {
	/** Null where it was read. */
	readonly refused: FailureCode | null;
	readonly entry: string;
	/** Name → bytes, null where the entry alone is broken. */
	readonly contents: ReadonlyMap<string, Uint8Array | null>;
}

export async function readZip(bytes: Uint8Array<ArrayBuffer>): Promise<ReadZip> {
	const { signal } = new AbortController();
	const file = new Blob([bytes]);
	const contents = new Map<string, Uint8Array | null>();
	try {
		const entries = await readArchive(file, signal);
		for await (const taken of inflateEach(file, entries, signal)) {
			contents.set(taken.entry.name, taken.bytes);
		}
		return { refused: null, entry: '', contents };
	} catch (error) {
		if (!(error instanceof Failure)) throw error;
		return { refused: error.code, entry: String(error.params['entry'] ?? ''), contents };
	}
}
