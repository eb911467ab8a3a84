/**
 * Hashes sealed passwords in the background (Y9). What a crash interrupts is done again when its lease has run out; a
 * password is never anywhere but in an envelope, in memory, and in its hash.
 */
import { hashPassword } from '../auth';
import type { Database } from '../database';
import { claimPasswords, type Wanted } from './claim';
import { openEnvelope, passwordAt, PasswordUnreadable, type OpenedEnvelope } from './envelope';
import { settlePasswords, type Hashed } from './settle';
import type { PendingPasswordTable } from './tables';

export interface HashQueue {
	readonly database: Database;
	/** Null where there is no such sealing key. */
	readonly keyById: (id: string) => Promise<CryptoKey | null>;
	/** Hashes made at once: each takes 19 MiB and a core. */
	readonly width: number;
	readonly clock: () => number;
}

/**
 * Takes the next few and hashes them. Tells how many it took, and whether others were at the same rows, in which case
 * there may be more.
 */
export async function hashNext(
	queue: HashQueue,
	user?: Wanted['user']
): Promise<{ taken: number; missed: number }> {
	const nowMs = queue.clock();
	const wanted = user ? { nowMs, user } : { nowMs };
	const { rows, missed } = await claimPasswords(queue.database, wanted);
	const hashed: Hashed[] = [];
	for (const group of groupBy(rows, (row) => `${row.organisation_id} ${row.envelope}`)) {
		hashed.push(...(await hashGroup(queue, group)));
	}
	for (const group of groupBy(hashed, ({ row }) => row.organisation_id)) {
		await settlePasswords(queue.database, group, queue.clock());
	}
	return { taken: rows.length, missed };
}

/** @param rows of one envelope */
async function hashGroup(
	queue: HashQueue,
	rows: readonly PendingPasswordTable[]
): Promise<Hashed[]> {
	let opened: OpenedEnvelope;
	try {
		opened = await openEnvelope(await envelopeOf(queue.database, rows[0]), queue.keyById);
	} catch (error) {
		return rows.map((row) => ({ row, result: { fault: faultOf(error) } }));
	}
	try {
		return await mapLimited(rows, queue.width, async (row) => ({
			row,
			result: await hashSlot(opened, row.slot)
		}));
	} finally {
		opened.plain.fill(0);
	}
}

async function hashSlot(opened: OpenedEnvelope, slot: number): Promise<Hashed['result']> {
	try {
		return { hash: await hashPassword(passwordAt(opened, slot)) };
	} catch (error) {
		return { fault: faultOf(error) };
	}
}

/** Anything else is a failure of the server: the rows stay, and are tried again after their lease. */
function faultOf(error: unknown): PasswordUnreadable['code'] {
	if (error instanceof PasswordUnreadable) return error.code;
	throw error;
}

async function envelopeOf(
	database: Database,
	row: PendingPasswordTable | undefined
): Promise<Uint8Array> {
	const envelope = await database
		.selectFrom('envelopes')
		.select('bytes')
		.where('organisation_id', '=', row?.organisation_id ?? '')
		.where('sha256', '=', row?.envelope ?? '')
		.executeTakeFirst();
	if (!envelope) throw new PasswordUnreadable('envelope_missing');
	// libsql gives an ArrayBuffer.
	return new Uint8Array(envelope.bytes);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
	const groups = new Map<string, T[]>();
	for (const item of items) {
		const key = keyOf(item);
		const group = groups.get(key);
		if (group) group.push(item);
		else groups.set(key, [item]);
	}
	return [...groups.values()];
}

async function mapLimited<T, R>(
	items: readonly T[],
	width: number,
	work: (item: T) => Promise<R>
): Promise<R[]> {
	const results: R[] = [];
	let next = 0;
	const run = async () => {
		for (let index = next++; index < items.length; index = next++) {
			results[index] = await work(items[index] as T);
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, items.length) }, run));
	return results;
}
