/** The power of a device may fail at any of its writes: what is not committed is gone, and nothing more is written. */
import { IDBCursor, IDBObjectStore } from 'fake-indexeddb';
import type { SimDevice } from './device';

export class DeviceCrash extends Error {}

/** Writes left until the power fails, by the name of the database. */
const left = new Map<string, number>();
/** As many writes as most syncs make, so that any of them may be the last. */
const mostWrites = 16;

type Method = (this: IDBObjectStore | IDBCursor, ...args: unknown[]) => unknown;

for (const [prototype, name] of [
	[IDBObjectStore.prototype, 'put'],
	[IDBObjectStore.prototype, 'add'],
	[IDBObjectStore.prototype, 'delete'],
	[IDBObjectStore.prototype, 'clear'],
	[IDBCursor.prototype, 'update'],
	[IDBCursor.prototype, 'delete']
] as const) {
	const owner = prototype as unknown as Record<string, Method>;
	const original = owner[name] as Method;
	owner[name] = function (...args) {
		if (left.size > 0) countWrite(transactionOf(this));
		return original.apply(this, args);
	};
}

function countWrite(transaction: IDBTransaction): void {
	const { name } = transaction.db;
	const writes = left.get(name);
	if (writes === undefined) return;
	left.set(name, writes - 1);
	if (writes > 1) return;
	try {
		transaction.abort();
	} catch {
		// It has ended with the first of the writes that failed.
	}
	throw new DeviceCrash();
}

function transactionOf(target: IDBObjectStore | IDBCursor): IDBTransaction {
	const store = 'transaction' in target ? target : (target.source as IDBObjectStore);
	return store.transaction;
}

export function isOut({ db }: SimDevice): boolean {
	return (left.get(db.name) ?? 1) <= 0;
}

/** Runs on a device whose power may fail in the middle; null where it did: all its tabs then start anew. */
export async function withPower<T>(device: SimDevice, work: () => Promise<T>): Promise<T | null> {
	const { random, crashes } = device;
	const { name } = device.db;
	const isFirst = !left.has(name);
	if (isFirst && random.chance(crashes)) left.set(name, 1 + random.below(mostWrites));
	const owns = isFirst && left.has(name);
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof DeviceCrash) && !isOut(device)) throw error;
		for (const tab of device.tabs) {
			tab.index = null;
			tab.hasLooked = false;
		}
		return null;
	} finally {
		if (owns) left.delete(name);
	}
}
