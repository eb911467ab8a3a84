/** Who holds the usernames, Client IDs and emails that a push may take (M4). */
import type { Transaction } from 'kysely';
import type { UserChange } from '../../core/change';
import { oneHolderOfEach } from '../many-rows';
import type { Tables } from '../tables';
import { keyColumns, keyNames, keyOf, keysOf, type KeyName } from './rows';
import { emptyHolders, hold, type BatchState, type Holders } from './state';
import { unique } from './unique';

type Sql = Transaction<Tables>;

interface UserSide {
	readonly users: BatchState['users'];
	readonly userChanges: readonly UserChange[];
}

/** The users loaded, and at most one stranger for each key. */
export async function loadHolders(
	sql: Sql,
	organisationId: string,
	{ users, userChanges }: UserSide
): Promise<Holders> {
	const holders = emptyHolders();
	for (const [id, held] of users) hold(holders, keysOf(held.value), id);
	for (const name of keyNames) {
		const values = keysWanted(name, { users, userChanges });
		const column = keyColumns[name];
		const own = [...users.keys()];
		const strangers = await oneHolderOfEach(sql, { organisationId, column, values }, own);
		for (const { id, key } of strangers) {
			hold(holders, { username: null, clientId: null, email: null, [name]: key }, id);
		}
	}
	return holders;
}

function keysWanted(name: KeyName, { users, userChanges }: UserSide): string[] {
	const keys = userChanges.flatMap((change) => {
		if (name === 'email' && change.allowsSharedEmail) return [];
		const stored = change.op === 'restore' ? users.get(change.id)?.value[name] : undefined;
		return [change.set.user[name], stored].flatMap((value) => keyOf(name, value ?? '') ?? []);
	});
	return unique(keys);
}
