/** The key pair of this server. */
import { ownStore } from './own-store';
import { loadSealingKey, type SealingKey } from './sealing-key';
import { dataDir, ownSecret } from './start-up';

let loaded: Promise<SealingKey> | undefined;

/** Read once, at the start. */
export function ownSealingKey(): Promise<SealingKey> {
	loaded ??= load();
	return loaded;
}

async function load(): Promise<SealingKey> {
	const secret = await ownSecret();
	const { database } = await ownStore();
	return loadSealingKey(database, { secret, dataDir: dataDir(), nowMs: Date.now() });
}
