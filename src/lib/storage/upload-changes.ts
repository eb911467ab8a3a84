/** What an upload did to users, change by change, as long as it is kept (V8). */
import type { MusterDatabase } from './db';
import type { KnownChange } from './user-changes';

/** In the order in which they were saved; those that came back stand at the end. Read page by page. */
export async function* changesOfUpload(
	db: MusterDatabase,
	uploadId: string
): AsyncGenerator<KnownChange> {
	const numbers = await db.changePages.where('uploadId').equals(uploadId).primaryKeys();
	for (const number of numbers.sort((one, other) => one - other)) {
		const page = await db.changePages.get(number);
		for (const [place, waiting] of (page?.changes ?? []).entries()) {
			const change = waiting ?? page?.applied?.[place];
			if (change?.kind === 'user') yield { change, state: waiting ? 'waiting' : 'accepted' };
		}
	}
	for (const { change } of await db.attention.where('uploadId').equals(uploadId).toArray()) {
		if (change.kind === 'user') yield { change, state: 'refused' };
	}
}
