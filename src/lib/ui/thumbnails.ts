/** Small photos of this device as addresses that a page can show; the last used are kept. */
import { client } from './client';

/** More than a screen of rows has, and a few megabytes at most. */
const mostKept = 400;
const kept = new Map<string, string>();
let database = '';

client.onChanged((state) => {
	if (state.database === database) return;
	database = state.database;
	forget();
});

function forget(): void {
	for (const url of kept.values()) URL.revokeObjectURL(url);
	kept.clear();
}

/** What is known at once, so that a row scrolled back into view does not flicker. */
export function knownThumbnail(sha256: string): string | null {
	return kept.get(sha256) ?? null;
}

/** Null where this device does not have the photo. */
export async function loadThumbnail(sha256: string): Promise<string | null> {
	const known = kept.get(sha256);
	if (known !== undefined) return known;
	const found = await client.ask('thumbnail', { sha256 });
	if (!found) return null;
	const other = kept.get(sha256);
	if (other !== undefined) return other;
	const url = URL.createObjectURL(found);
	kept.set(sha256, url);
	const [oldest] = kept;
	if (oldest && kept.size > mostKept) {
		// A picture that is on the screen stays there: it was read long ago.
		URL.revokeObjectURL(oldest[1]);
		kept.delete(oldest[0]);
	}
	return url;
}
