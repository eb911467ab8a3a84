/** The photos of the small package: real ones of each kind, one with a place in its Exif. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readZip } from './zip-read';

const sample = join(import.meta.dirname, 'fixtures', 'proctoring-small.zip');

/** File name → bytes. */
export async function samplePhotos(): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
	const { contents } = await readZip(new Uint8Array(readFileSync(sample)));
	return new Map(
		[...contents].map(([path, bytes]) => [
			path.split('/').at(-1) ?? '',
			new Uint8Array(bytes ?? new Uint8Array(0))
		])
	);
}

export async function samplePhoto(name: string): Promise<Uint8Array<ArrayBuffer>> {
	const bytes = (await samplePhotos()).get(name);
	if (!bytes) throw new Error(`no ${name} in the sample`);
	return bytes;
}
