/** The accounts and sessions of this server. */
import { env } from '$env/dynamic/private';
import { createAuth, type Auth } from './auth';
import { ownStore } from './own-store';
import { firstSetUpToken, setUpPath } from './set-up';
import { ownSecret } from './start-up';

let created: Promise<Auth> | undefined;

export function ownAuth(): Promise<Auth> {
	created ??= create().catch((error: unknown) => {
		created = undefined;
		throw error;
	});
	return created;
}

async function create(): Promise<Auth> {
	const secret = await ownSecret();
	const isSecure = env['ORIGIN']?.startsWith('https:') ?? false;
	return createAuth({ store: await ownStore(), secret, isSecure });
}

/** Opens the store at the start and, while there is no account, prints how the first admin makes one (X1). */
export async function openAccounts(): Promise<void> {
	await ownAuth();
	const { database } = await ownStore();
	const token = await firstSetUpToken(database, Date.now());
	if (token)
		console.log(`First admin, once, within 14 days: ${env['ORIGIN'] ?? ''}${setUpPath(token)}`);
}
