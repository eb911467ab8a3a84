/** Makes the writes of fake-indexeddb fail one at a time. */
import { IDBCursor, IDBObjectStore } from 'fake-indexeddb';

/** What happens at the chosen write: the disk is full, the transaction is aborted, or something of the test's own. */
export type Fault = 'full' | 'abort' | (() => void);

type Method = (this: IDBObjectStore | IDBCursor, ...args: unknown[]) => unknown;

const methods = [
	[IDBObjectStore.prototype, 'put'],
	[IDBObjectStore.prototype, 'add'],
	[IDBObjectStore.prototype, 'delete'],
	[IDBObjectStore.prototype, 'clear'],
	[IDBCursor.prototype, 'update'],
	[IDBCursor.prototype, 'delete']
] as const;

/**
 * Runs `work` while its write number `failing` (from 1) meets the fault.
 * @returns the writes that were tried, and the error of `work`, if any
 */
export async function withFault(
	failing: number,
	fault: Fault,
	work: () => Promise<unknown>
): Promise<{ writes: number; error: unknown }> {
	let writes = 0;
	const restore = methods.map(([prototype, name]) => {
		const owner = prototype as unknown as Record<string, Method>;
		const original = owner[name] as Method;
		owner[name] = function (...args) {
			writes += 1;
			if (writes !== failing) return original.apply(this, args);
			if (fault === 'full') throw new DOMException('no room', 'QuotaExceededError');
			const request = original.apply(this, args);
			if (fault === 'abort') transactionOf(this).abort();
			else fault();
			return request;
		};
		return () => {
			owner[name] = original;
		};
	});
	try {
		await work();
		return { writes, error: undefined };
	} catch (error) {
		return { writes, error };
	} finally {
		for (const put of restore) put();
	}
}

function transactionOf(target: IDBObjectStore | IDBCursor): IDBTransaction {
	const store = 'transaction' in target ? target : (target.source as IDBObjectStore);
	return store.transaction;
}
