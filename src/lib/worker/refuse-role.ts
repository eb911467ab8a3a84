/** What a role may not do by hand is refused on the device, without a network too (X2); the server decides again. */
import { Failure } from '../core/failure';
import type { mayChange } from '../core/roles';
import { readMeta } from '../storage/meta';
import type { Context } from './context';

/** @throws Failure 'not_allowed' */
export async function requireRole(
	{ db }: Pick<Context, 'db'>,
	may: typeof mayChange
): Promise<void> {
	const account = await readMeta(db, 'account');
	if (!may(account?.role ?? null)) throw new Failure('not_allowed');
}
