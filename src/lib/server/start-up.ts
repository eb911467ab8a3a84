/** What the server holds from its start on. */
import { env } from '$env/dynamic/private';
import { loadSealingKey, type SealingKey } from './sealing-key';

let sealingKey: Promise<SealingKey> | undefined;

/** The directory of everything the server keeps; `npm start` makes it absolute. */
export const dataDir = (): string => env['DATA_DIR'] || './data';

/** The key pair passwords are sealed to; read once. */
export function ownSealingKey(): Promise<SealingKey> {
	sealingKey ??= loadSealingKey(dataDir(), Date.now());
	return sealingKey;
}
