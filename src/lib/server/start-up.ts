/** What the server is started with. */
import { env } from '$env/dynamic/private';
import { loadSecret } from './secret';

let secret: Promise<string> | undefined;

/** The directory of everything the server keeps; `npm start` makes it absolute. */
export const dataDir = (): string => env['DATA_DIR'] || './data';

/** Read once, or made on the first start. */
export function ownSecret(): Promise<string> {
	const isShared = Boolean(env['DATABASE_URL']);
	secret ??= loadSecret({ given: env['SECRET'], dataDir: dataDir(), isShared });
	return secret;
}
