/**
 * Sealed passwords on the device (W5). What is known of an envelope changes with every save and settlement and is a few
 * bytes; its sealed bytes, up to half a megabyte, are in a table of their own and are written once.
 */
import type { Change } from '../core/change';
import type { Envelope, MusterDatabase, SealedBytes } from './db';

/** Tables of a transaction that puts or drops envelopes. */
export function envelopeTables({ envelopes, sealed }: MusterDatabase) {
	return [envelopes, sealed];
}

export async function putEnvelopes(
	db: MusterDatabase,
	list: readonly (Envelope & SealedBytes)[]
): Promise<void> {
	await db.transaction('rw', envelopeTables(db), async () => {
		await db.sealed.bulkPut(list.map(({ sha256, bytes }) => ({ sha256, bytes })));
		await db.envelopes.bulkPut(list.map(aboutOf));
	});
}

function aboutOf({ sha256, draftId, uses, isSent, isMade }: Envelope): Envelope {
	return {
		sha256,
		draftId,
		...(uses === undefined ? {} : { uses }),
		...(isSent === undefined ? {} : { isSent }),
		...(isMade === undefined ? {} : { isMade })
	};
}

export async function dropEnvelopes(db: MusterDatabase, list: readonly string[]): Promise<void> {
	await db.transaction('rw', envelopeTables(db), async () => {
		await db.envelopes.bulkDelete([...list]);
		await db.sealed.bulkDelete([...list]);
	});
}

/**
 * Gives the envelopes of a draft to another, or to none ('') where it needs them no more; what no change needs either is
 * dropped. Inside a transaction.
 */
export async function passEnvelopes(
	db: MusterDatabase,
	draftId: string,
	next: (sha256: string) => { readonly draftId: string; readonly uses: number }
): Promise<void> {
	const owned = await db.envelopes.where('draftId').equals(draftId).toArray();
	const passed = owned.map((envelope) => {
		const { draftId: nextId, uses } = next(envelope.sha256);
		return { ...envelope, draftId: nextId, uses: (envelope.uses ?? 0) + uses };
	});
	const isNeeded = ({ draftId: nextId, uses }: { draftId: string; uses: number }) =>
		nextId !== '' || uses > 0;
	await db.envelopes.bulkPut(passed.filter(isNeeded));
	const unneeded = passed.filter((envelope) => !isNeeded(envelope));
	await dropEnvelopes(
		db,
		unneeded.map(({ sha256 }) => sha256)
	);
}

/** An envelope goes when no change needs it: not one that waits, and not one that came back. */
export async function releaseUses(db: MusterDatabase, changes: readonly Change[]): Promise<void> {
	const uses = new Map<string, number>();
	for (const change of changes) {
		if (change.kind !== 'user' || !change.password) continue;
		const { envelope } = change.password;
		uses.set(envelope, (uses.get(envelope) ?? 0) + 1);
	}
	for (const [sha256, fewer] of uses) {
		const envelope = await db.envelopes.get(sha256);
		if (!envelope) continue;
		const left = Math.max(0, (envelope.uses ?? 0) - fewer);
		if (left === 0 && envelope.draftId === '') await dropEnvelopes(db, [sha256]);
		else await db.envelopes.put({ ...envelope, uses: left });
	}
}

/** Whose the envelopes of a file of unsent changes are until its changes are taken. */
export const carriedOwner = 'unsent-file';

/** Leaves them to the changes that need them; taking the file may have been broken off. Nobody takes one meanwhile. */
export async function releaseCarried(db: MusterDatabase): Promise<void> {
	await db.transaction('rw', envelopeTables(db), () =>
		passEnvelopes(db, carriedOwner, () => ({ draftId: '', uses: 0 }))
	);
}
