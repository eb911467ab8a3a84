/** Looks at both sides from outside once all is quiet: what the server holds, and what the devices show. */
import type { User } from '../../src/lib/core/records';
import { shownUsers, type SimDevice } from './device';
import { fieldsOfUser } from './ledger';
import type { World } from './schedule';

export async function check(world: World): Promise<string[]> {
	const { server, devices, ledger } = world;
	const faults = [...ledger.faults, ...server.faults];
	const { users, exams, version } = await server.all();
	await checkReceipts(world, faults);
	await checkStranger(world, faults);
	if (ledger.effects !== version) {
		faults.push(`${ledger.effects} changes had an effect, the counter says ${version}`);
	}
	checkShadows(world, users, faults);
	checkGroups(world, faults);
	checkKeys(users, faults);
	for (const device of devices) {
		await checkDevice(device, world, faults);
		await checkMirror(device, users, faults);
		const shown = (await device.db.exams.toArray()).filter(({ deletedAt }) => deletedAt === null);
		if (shown.length !== exams.length) faults.push(`${device.name} shows ${shown.length} exams`);
	}
	return faults;
}

/** Nothing that was saved is without an outcome, and nothing has one that was not saved. */
async function checkReceipts({ server, ledger, devices }: World, faults: string[]): Promise<void> {
	const rows = await server.store.database
		.selectFrom('receipts')
		.select('change_id')
		.where('organisation_id', '=', server.organisationId)
		.execute();
	const ids = new Set(rows.map(({ change_id }) => change_id));
	const examChanges = devices.length > 0 ? 1 : 0;
	const strangers = [...ids].filter((id) => !ledger.edits.has(id) && !ledger.replaced.has(id));
	if (strangers.length > examChanges) faults.push(`${strangers.length} receipts of no edit`);
	for (const id of ledger.edits.keys()) {
		if (!ledger.outcomes.has(id)) faults.push(`${id} was lost`);
	}
}

/** What was made for one organisation is in no other, neither on the server nor from there on a device. */
async function checkStranger({ server }: World, faults: string[]): Promise<void> {
	const { database } = server.store;
	for (const table of ['users', 'exams', 'receipts', 'envelopes', 'audit'] as const) {
		const rows = await database
			.selectFrom(table)
			.select('organisation_id')
			.where('organisation_id', '=', server.stranger.organisationId)
			.execute();
		if (rows.length > 0) faults.push(`${rows.length} ${table} are in another organisation`);
	}
}

/** The server holds what its commits say. */
function checkShadows({ ledger }: World, users: readonly User[], faults: string[]): void {
	const stored = new Map(users.map((user) => [user.id, user]));
	for (const [id, shadow] of ledger.users) {
		const user = stored.get(id);
		if (!user || (user.deletedAt !== null) !== shadow.isDeleted) {
			faults.push(`user ${id} is not as its changes left it`);
			continue;
		}
		const fields = fieldsOfUser(user);
		for (const [key, value] of shadow.fields) {
			if (fields.get(key) !== value) faults.push(`user ${id}: ${key} is not as it was left`);
		}
	}
	if (stored.size !== ledger.users.size) faults.push('users that nobody made');
}

/** Of what belongs together all was applied or nothing (Y2). */
function checkGroups({ ledger }: World, faults: string[]): void {
	const groups = new Map<string, Set<boolean>>();
	for (const [id, { change }] of ledger.edits) {
		if (change.groupId === null || ledger.isRestored) continue;
		const seen = groups.get(change.groupId) ?? new Set();
		groups.set(change.groupId, seen.add(ledger.outcomes.get(id)?.outcome === 'applied'));
	}
	for (const [id, seen] of groups) if (seen.size > 1) faults.push(`group ${id} was torn apart`);
}

/** M4: nobody shares a username or a Client ID. */
function checkKeys(users: readonly User[], faults: string[]): void {
	for (const key of ['username', 'clientId'] as const) {
		const live = users.filter((user) => user.deletedAt === null && user[key] !== '');
		const values = new Set(live.map((user) => user[key].toLowerCase()));
		if (values.size < live.length) faults.push(`two users share one ${key}`);
	}
}

/** Every refusal is known to its sender, and nothing is stuck. */
async function checkDevice(device: SimDevice, { ledger }: World, faults: string[]): Promise<void> {
	const { db, name } = device;
	const known = new Set(await db.attention.toCollection().primaryKeys());
	for (const [id, edit] of ledger.edits) {
		const outcome = ledger.outcomes.get(id);
		if (edit.device !== name || !outcome) continue;
		const isRefused = outcome.outcome !== 'applied';
		if (isRefused && !known.has(id)) faults.push(`${name} does not know that ${id} was refused`);
		if (!isRefused && known.has(id)) faults.push(`${name} holds ${id} for refused`);
	}
	const open = await db.changePages.where('isOpen').equals(1).count();
	if (open > 0) faults.push(`${name} has ${open} pages stuck`);
	const pending = (await db.userPages.toArray()).flatMap(({ pending: ids }) => ids.filter(Boolean));
	if (pending.length > 0) faults.push(`${name} shows ${pending.length} users as unsent`);
	const unsent = Number((await db.meta.get('unsent'))?.value ?? 0);
	if (unsent !== 0) faults.push(`${name} counts ${unsent} unsent`);
	const uploads = (await db.uploads.toArray()).reduce((sum, upload) => sum + upload.unsent, 0);
	if (uploads !== 0) faults.push(`${name} counts ${uploads} unsent in uploads`);
	const envelopes = await db.envelopes.toArray();
	const refused = (await db.attention.toArray()).flatMap(({ change }) =>
		change.kind === 'user' && change.password ? [change.password.envelope] : []
	);
	if (envelopes.some(({ sha256 }) => !refused.includes(sha256))) {
		faults.push(`${name} keeps an envelope that no change needs`);
	}
	if ((await db.pulled.count()) > 0) faults.push(`${name} keeps rows aside`);
}

async function checkMirror(
	device: SimDevice,
	users: readonly User[],
	faults: string[]
): Promise<void> {
	const live = (list: readonly User[]) =>
		new Map(
			list
				.filter(({ deletedAt }) => deletedAt === null)
				.map((user) => [user.id, JSON.stringify([user.version, sorted(user)])])
		);
	const shown = live(await shownUsers(device));
	const stored = live(users);
	for (const [id, text] of stored) {
		if (shown.get(id) !== text) {
			faults.push(`${device.name} shows ${shown.get(id) ?? 'nothing'} for ${text}`);
		}
	}
	const count = Number((await device.db.meta.get('users'))?.value ?? 0);
	if (count !== shown.size) faults.push(`${device.name} counts ${count} of ${shown.size} users`);
	for (const id of shown.keys()) {
		if (!stored.has(id)) faults.push(`${device.name} shows ${id}, which the server has not`);
	}
}

function sorted(user: User): [string, unknown][] {
	return [...fieldsOfUser(user)].sort(([a], [b]) => (a < b ? -1 : 1));
}
