/** The key that passwords are sealed to (W5): kept from the first visit; another one waits for an admin's word. */
import { Failure } from '../core/failure';
import { mayConfirmKey } from '../core/roles';
import { readMeta, writeMeta } from '../storage/meta';
import { isOwnFingerprint } from '../storage/seal';
import type { Context } from './context';
import { whileWriting } from './locks';
import type { AppState, Requests } from './protocol';
import { requireRole } from './refuse-role';
import { sealWaiting } from './waiting-passwords';

/** Passwords read before it came are sealed now. A key that is not what its fingerprint says is refused. */
export async function keepSealingKey(
	context: Context,
	key: Requests['sealingKey']['ask']
): Promise<null> {
	if (!(await isOwnFingerprint(key))) throw new Failure('bug', { message: 'fingerprint' });
	const { db, sealingKey: kept } = context;
	if (kept) {
		const other = kept.fingerprint === key.fingerprint ? null : key;
		await whileWriting(() => writeMeta(db, 'otherSealingKey', other));
		return null;
	}
	await whileWriting(() => writeMeta(db, 'sealingKey', key));
	context.sealingKey = key;
	await sealWaiting(context);
	return null;
}

export async function otherKeyOf({ db, sealingKey }: Context): Promise<AppState['otherKey']> {
	const other = await readMeta(db, 'otherSealingKey');
	return other && sealingKey ? { kept: sealingKey.fingerprint, shown: other.fingerprint } : null;
}

/**
 * What was sealed to the former key goes on as it is: the server opens it for 180 days.
 * @throws Failure 'not_allowed'
 */
export async function confirmSealingKey(
	context: Context,
	{ fingerprint }: Requests['confirmSealingKey']['ask']
): Promise<void> {
	await requireRole(context, mayConfirmKey);
	const { db } = context;
	await whileWriting(async () => {
		const other = await readMeta(db, 'otherSealingKey');
		// The one that was shown, and no other that came since.
		if (other?.fingerprint !== fingerprint) return;
		await db.transaction('rw', db.meta, async () => {
			await writeMeta(db, 'sealingKey', other);
			await writeMeta(db, 'otherSealingKey', null);
		});
		context.sealingKey = other;
	});
}
