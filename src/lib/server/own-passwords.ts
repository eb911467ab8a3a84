/** The hashing queue of this server (Y9). */
import { env } from '$env/dynamic/private';
import { availableParallelism } from 'node:os';
import { startBackground } from './background';
import { ownStore } from './own-store';
import { hashNext, type HashQueue } from './passwords/hash-queue';
import { deleteOldEnvelopes } from './passwords/settle';
import { openSealingKey } from './sealing-key';
import { ownSecret } from './start-up';

/** Half of the cores, and no more than leaves Node's own threads something: requests go first. */
const usualWidth = Math.min(Math.max(Math.floor(availableParallelism() / 2), 1), 3);
const restMs = 1_000;
const sweepEveryMs = 60 * 60 * 1000;

let opened: Promise<HashQueue> | undefined;

export function ownHashQueue(): Promise<HashQueue> {
	opened ??= open().catch((error: unknown) => {
		opened = undefined;
		throw error;
	});
	return opened;
}

async function open(): Promise<HashQueue> {
	const secret = await ownSecret();
	const { database } = await ownStore();
	const keys = new Map<string, Promise<CryptoKey | null>>();
	const keyById = (id: string) => {
		const known = keys.get(id) ?? openSealingKey(database, { id, secret });
		// One that is not there yet may come; one that was opened stays.
		void known.then((key) => key && keys.set(id, known)).catch(() => undefined);
		return known;
	};
	const width = Number(env['HASH_WIDTH']) || usualWidth;
	return { database, keyById, width, clock: Date.now };
}

export function startHashing(): void {
	let sweptMs = 0;
	startBackground({
		name: 'hashing passwords',
		async round() {
			const queue = await ownHashQueue();
			if (Date.now() - sweptMs > sweepEveryMs) {
				await deleteOldEnvelopes(queue.database, Date.now());
				sweptMs = Date.now();
			}
			const { taken, missed } = await hashNext(queue);
			if (taken > 0) return 0;
			return missed > 0 ? Math.random() * 100 : restMs;
		}
	});
}
