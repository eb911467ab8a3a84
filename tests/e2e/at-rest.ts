/** What a browser and a server leave on the disk. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface StoredFile {
	readonly path: string;
	readonly bytes: Buffer;
}

export async function filesBelow(folder: string): Promise<StoredFile[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile());
	return Promise.all(
		files.map(async (entry) => {
			const path = join(entry.parentPath, entry.name);
			return { path, bytes: await readFile(path) };
		})
	);
}

/** Files that hold a text, in either encoding that browsers write. */
export function holdersOf(stored: readonly StoredFile[], text: string): string[] {
	return stored
		.filter(({ bytes }) => bytes.includes(text, 0, 'utf8') || bytes.includes(text, 0, 'utf16le'))
		.map(({ path }) => path);
}
