/** Signing in on the device: which database is the account's, and what was saved before (X2, X6). */
import { Failure } from '../core/failure';
import { openDatabase } from '../storage/db';
import { writeMeta, type Account } from '../storage/meta';
import { adopt, isUnused } from '../sync/adopt';
import { historyOf } from './app-state';
import type { Context } from './context';
import { whileWriting } from './locks';
import type { DatabaseName, UploadView } from './protocol';

export function databaseOf(account: Account): DatabaseName {
	return `org-${account.organisation.id}`;
}

export function isOrganisation(name: DatabaseName): boolean {
	return name !== 'unclaimed' && name !== 'sample';
}

/** Uploads to be named before they are adopted; null where there is nothing to adopt, or no room for it. */
export async function adoptable(
	context: Context,
	account: Account
): Promise<readonly UploadView[] | null> {
	if (context.name !== 'unclaimed' || (await isUnused(context.db))) return null;
	const own = openDatabase(databaseOf(account));
	try {
		return (await isUnused(own)) ? await historyOf(context) : null;
	} finally {
		own.close();
	}
}

/** Moves what is unclaimed to the account's organisation. The unclaimed database must be closed by then. */
export async function adoptInto(account: Account): Promise<void> {
	const from = openDatabase('unclaimed');
	const into = openDatabase(databaseOf(account));
	try {
		await whileWriting(() => adopt(from, into));
	} finally {
		from.close();
		into.close();
	}
}

/** @param signedInAt by this device's clock; null where it is not known that they have just proved who they are */
export async function rememberAccount(
	context: Context,
	account: Account,
	signedInAt: string | null = null
): Promise<void> {
	await writeMeta(context.db, 'account', account);
	if (signedInAt !== null) await writeMeta(context.db, 'signedInAt', signedInAt);
	context.account = account;
	context.role = account.role;
	context.signedInAt = signedInAt ?? context.signedInAt;
}

export function requireAccount(account: Account | null): Account {
	if (!account) throw new Failure('bug', { message: 'nobody has signed in' });
	return account;
}
