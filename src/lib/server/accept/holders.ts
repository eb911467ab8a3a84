/** Who holds the usernames, Client IDs and emails that a push may take (M4). */
import type { Transaction } from 'kysely';
import type { UserChange } from '../../core/change';
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
		const wanted = keysWanted(name, { users, userChanges });
		if (wanted.length === 0) continue;
		const column = keyColumns[name];
		const own = [...users.keys()];
		const rows = await strangers(sql, organisationId, { column, wanted, own });
		for (const { id, key } of rows) {
			if (key !== null)
				hold(holders, { username: null, clientId: null, email: null, [name]: key }, id);
		}
	}
	return holders;
}

async function strangers(
	sql: Sql,
	organisationId: string,
	{ column, wanted, own }: { column: (typeof keyColumns)[KeyName]; wanted: string[]; own: string[] }
): Promise<{ id: string; key: string | null }[]> {
	// One for each key: a shared email may have thousands of holders.
	let query = sql
		.selectFrom('users')
		.select((of) => [of.fn.min('id').as('id'), of.ref(column).as('key')])
		.where('organisation_id', '=', organisationId)
		.where(column, 'in', wanted)
		.groupBy(column);
	if (own.length > 0) query = query.where('id', 'not in', own);
	return query.execute();
}

function keysWanted(name: KeyName, { users, userChanges }: UserSide): string[] {
	const keys = userChanges.flatMap((change) => {
		if (name === 'email' && change.allowsSharedEmail) return [];
		const stored = change.op === 'restore' ? users.get(change.id)?.value[name] : undefined;
		return [change.set.user[name], stored].flatMap((value) => keyOf(name, value ?? '') ?? []);
	});
	return unique(keys);
}
