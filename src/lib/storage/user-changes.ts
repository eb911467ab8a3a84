/**
 * What this device knows of the changes of one user: those that wait, those the server took, and those that came back
 * (V10). Pages are not indexed by user: their stored text is searched for the id, and only pages that hold it are unpacked.
 */
import type { UserChange } from '../core/change';
import type { ChangePage, MusterDatabase } from './db';
import { unpackChangePage } from './packed-pages';

export interface KnownChange {
	readonly change: UserChange;
	readonly state: 'waiting' | 'accepted' | 'refused';
}

/** Records read at once: some 300 kB each. */
const pagesAtOnce = 24;

/** In the order in which they were made. */
export async function changesOfUser(db: MusterDatabase, userId: string): Promise<KnownChange[]> {
	const found: KnownChange[] = [];
	for await (const page of pagesWith(db, userId)) {
		page.changes.forEach((waiting, place) => {
			const change = waiting ?? page.applied?.[place];
			if (change?.kind !== 'user' || change.id !== userId) return;
			found.push({ change, state: waiting ? 'waiting' : 'accepted' });
		});
	}
	const refused = await db.attention.filter(({ change }) => change.id === userId).toArray();
	for (const { change } of refused) {
		if (change.kind === 'user') found.push({ change, state: 'refused' });
	}
	return found.sort((one, other) => (one.change.changeId < other.change.changeId ? -1 : 1));
}

/** Past Dexie's packing, which would unpack every page. */
async function* pagesWith(db: MusterDatabase, userId: string): AsyncGenerator<ChangePage> {
	const keys = await db.changePages.orderBy('first').primaryKeys();
	for (let at = 0; at < keys.length; at += pagesAtOnce) {
		const store = db.backendDB().transaction('changePages').objectStore('changePages');
		const some = keys.slice(at, at + pagesAtOnce);
		const read = await Promise.all(
			some.map((key) => answerOf(store.get(key) as IDBRequest<object | undefined>))
		);
		for (const raw of read) {
			const holds = Object.values(raw ?? {}).some((part) => textOf(part).includes(userId));
			if (raw && holds) yield unpackChangePage(raw);
		}
	}
}

const decoder = new TextDecoder();

/** Earlier versions stored the lists as texts. */
function textOf(part: unknown): string {
	if (part instanceof Uint8Array) return decoder.decode(part);
	return typeof part === 'string' ? part : '';
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error ?? new Error('read of changes'));
	});
}
