/** Requests while one database is exchanged for another: they wait for it, and none fails because of it. */
import type { RequestName } from './protocol';

interface Turns {
	readonly opensAnother: ReadonlySet<RequestName>;
	readonly writes: ReadonlySet<RequestName>;
	/** What is open now; another object once another database is. */
	readonly opened: () => unknown;
}

/**
 * A request that opens another database runs when those before it have; the others wait for it. What was being read
 * when its database was closed is read again from the one that is open then. What writes is never done twice.
 */
export function createTurns({ opensAnother, writes, opened }: Turns) {
	let last: Promise<unknown> = Promise.resolve();

	async function inTurn<T>(name: RequestName, work: () => Promise<T>): Promise<T> {
		if (opensAnother.has(name)) {
			const turn = last.then(work);
			last = turn.catch(() => undefined);
			return turn;
		}
		await last;
		const asked = opened();
		try {
			return await work();
		} catch (error) {
			if (opened() === asked || writes.has(name)) throw error;
			return inTurn(name, work);
		}
	}

	return inTurn;
}
