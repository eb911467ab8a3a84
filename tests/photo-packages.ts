/** Packages of photos for tests, and a stand-in for the decoding, which needs a browser. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UserChange } from '../src/lib/core/change';
import { withoutMetadata } from '../src/lib/core/jpeg';
import type { OpenDraft } from '../src/lib/worker/open-draft';
import { sha256Of } from '../src/lib/worker/photo-package';
import type { preparePhoto } from '../src/lib/worker/prepare-photo';
import { preparePhotos } from '../src/lib/worker/prepare-photos';
import type { Device } from './device';
import { writeZip, type Entry } from './zip-writer';

const signal = new AbortController().signal;

/** Takes out what is beside the picture, and leaves the picture: there is no canvas here. */
const standIn: typeof preparePhoto = async (source, bytes) => {
	const photo = withoutMetadata(bytes);
	return { source, sha256: await sha256Of(photo), bytes: photo, thumbnail: photo.slice(0, 9) };
};

export async function prepare(
	{ context }: Device,
	open: OpenDraft,
	file: File,
	onPage: () => void = () => undefined
) {
	const hooks = {
		prepare: standIn,
		onPage: () => Promise.resolve(onPage())
	};
	await preparePhotos(context, open, { file, signal, hooks });
}

export async function changesOf({ context }: Device): Promise<UserChange[]> {
	const pages = await context.db.changePages.toArray();
	return pages
		.flatMap(({ changes }) => changes)
		.filter((change): change is UserChange => change?.kind === 'user');
}

export const csv = (rows: readonly string[]) =>
	['Client ID,Username,First Name,Last Name,Email', ...rows].join('\r\n');
export const jpegOf = (colour: number) => {
	const bytes = readFileSync(join(import.meta.dirname, 'fixtures', 'proctoring-small.zip'));
	// The first photo of the sample is stored as it is; a comment tells copies apart.
	const start = bytes.indexOf(Buffer.from([0xff, 0xd8, 0xff]));
	const size = 16_908;
	const picture = bytes.subarray(start, start + size);
	const beside = Buffer.from([0xff, 0xe2, 0, 3, colour]);
	return new Uint8Array(Buffer.concat([picture.subarray(0, 2), beside, picture.subarray(2)]));
};

export function packageOf(rows: readonly string[], photos: readonly Entry[]): File {
	const table: Entry = { name: 'users.csv', content: csv(rows) };
	return new File([writeZip([table, ...photos])], 'exam.zip');
}
