/** Archives made here: "Download sample ZIP" (H4), and the package of the sample data. */
import { zipSync, type Zippable } from 'fflate';
import { sampleCsv, sampleUsernames } from '../../files/sample-csv';
import { portrait } from './portrait';

/** A date that every archive can hold; no clock is asked. */
const mtime = new Date(2026, 0, 5, 9);

export interface Entry {
	readonly name: string;
	readonly content: Uint8Array | string;
}

/** Photos are compressed already, and a table is small: all is stored as it is. */
export function zipOf(entries: readonly Entry[]): Blob {
	const files: Zippable = {};
	for (const { name, content } of entries) {
		const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
		files[name] = [bytes, { level: 0, mtime }];
	}
	return new Blob([zipSync(files)], { type: 'application/zip' });
}

/** The sample CSV and a photo for each of its rows. */
export async function sampleZip(): Promise<Blob> {
	const photos = await Promise.all(
		sampleUsernames.map(async (username, index): Promise<Entry> => ({
			name: `photos/${username}.jpg`,
			content: await portrait(index)
		}))
	);
	return zipOf([{ name: 'users.csv', content: sampleCsv() }, ...photos]);
}
