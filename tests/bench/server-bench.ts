/**
 * Accepted changes a second in batches of 500, against plain inserts of the very same rows in the same transactions,
 * and the first pull of 100,000 users. Times are this machine's; the ratio is what to compare.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UserChange } from '../../src/lib/core/change';
import { acceptPush } from '../../src/lib/server/accept';
import { changesSince } from '../../src/lib/server/changes-since';
import { openStore, type Database, type Store } from '../../src/lib/server/database';
import { createOrganisation } from '../../src/lib/server/organisations';
import type { Session } from '../../src/lib/server/session';
import type { UserTable } from '../../src/lib/server/tables';
import { startPostgres } from '../server/postgres';

const batchSize = 500;
const batches = 20;
const pullUsers = 100_000;

export async function run(): Promise<void> {
	console.log(
		`${String(cpus().length)} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`
	);
	const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
	const sqlite = await openStore({ file: join(folder, 'muster.sqlite') });
	await measure('SQLite (libsql), WAL, synchronous FULL', sqlite);
	await sqlite.close();
	rmSync(folder, { recursive: true });
	const postgres = await startPostgres({ isDurable: true });
	if (!postgres) return console.log('PostgreSQL: not on this machine');
	try {
		const store = await openStore({ url: postgres.url });
		await measure(`${postgres.kind}, fsync on`, store);
		await store.close();
	} finally {
		await postgres.stop();
	}
}

async function measure(name: string, store: Store): Promise<void> {
	console.log(`\n${name}`);
	const accepted: number[] = [];
	const updated: number[] = [];
	const plain: number[] = [];
	await runOnce(store, 2);
	// In turns, so that a busy moment of the machine falls on all of them.
	for (let round = 0; round < 3; round++) {
		const times = await runOnce(store, batches);
		accepted.push(...times.accepted);
		updated.push(...times.updated);
		plain.push(...times.plain);
	}
	const plainMs = median(plain);
	say('plain inserts of the same rows', plainMs, plainMs);
	say('accepted creates', median(accepted), plainMs);
	say('accepted updates', median(updated), plainMs);
	await measurePull(store);
}

interface Times {
	readonly accepted: number[];
	readonly updated: number[];
	readonly plain: number[];
}

async function runOnce(store: Store, count: number): Promise<Times> {
	const { database } = store;
	const session = await openSession(database);
	const times: Times = { accepted: [], updated: [], plain: [] };
	const mirror = await openSession(database);
	for (let index = 0; index < count; index++) {
		const creates = Array.from({ length: batchSize }, (_, at) => create(index * batchSize + at));
		times.accepted.push(await push(database, session, creates));
		times.plain.push(await insertSame(database, { from: session, to: mirror, creates }));
	}
	const { users } = await changesSince(database, session, { after: 0, limit: batchSize });
	for (let index = 0; index < Math.min(count, 5); index++) {
		const fresh = await changesSince(database, session, { after: 0, limit: 100_000 });
		const versions = new Map(fresh.users.map(({ id, version }) => [id, version]));
		const updates = users.map(({ id }) => update(id, versions.get(id) ?? 0, index));
		times.updated.push(await push(database, session, updates));
	}
	return times;
}

async function push(database: Database, session: Session, changes: UserChange[]): Promise<number> {
	const { organisationId } = session;
	const named = { organisationId, deviceId: randomUUID(), batchId: randomUUID() };
	const body = { ...named, schema: 1, changes };
	const sent = JSON.stringify(body);
	const start = performance.now();
	const answer = await acceptPush(database, session, { body: JSON.parse(sent), nowMs: Date.now() });
	const took = performance.now() - start;
	const failed = answer.outcomes.find(({ outcome }) => outcome !== 'applied');
	if (failed) throw new Error(`not applied: ${JSON.stringify(failed)}`);
	return took;
}

/** The rows a push has made, once more under another organisation, with nothing but inserts. */
async function insertSame(
	database: Database,
	{ from, to, creates }: { from: Session; to: Session; creates: readonly UserChange[] }
): Promise<number> {
	const organisation_id = to.organisationId;
	const own = <T extends object>(rows: T[]) => rows.map((row) => ({ ...row, organisation_id }));
	const ids = creates.map(({ id }) => id);
	const changeIds = creates.map(({ changeId }) => changeId);
	const source = from.organisationId;
	const users = own(
		await database
			.selectFrom('users')
			.selectAll()
			.where('organisation_id', '=', source)
			.where('id', 'in', ids)
			.execute()
	);
	const receipts = own(
		await database
			.selectFrom('receipts')
			.selectAll()
			.where('organisation_id', '=', source)
			.where('change_id', 'in', changeIds)
			.execute()
	);
	const audit = own(
		await database
			.selectFrom('audit')
			.selectAll()
			.where('organisation_id', '=', source)
			.orderBy('sequence', 'desc')
			.limit(1)
			.execute()
	);
	const start = performance.now();
	await database.transaction().execute(async (sql) => {
		await sql.insertInto('users').values(users).execute();
		await sql.insertInto('receipts').values(receipts).execute();
		await sql.insertInto('audit').values(audit).execute();
		await sql
			.updateTable('organisations')
			.set({ version: users.length })
			.where('id', '=', organisation_id)
			.execute();
	});
	return performance.now() - start;
}

async function measurePull(store: Store): Promise<void> {
	const { database } = store;
	const session = await openSession(database);
	for (let start = 0; start < pullUsers; start += 1000) {
		const rows = Array.from({ length: 1000 }, (_, at) => userRow(session, start + at + 1));
		await database.insertInto('users').values(rows).execute();
	}
	for (const limit of [500, 2000]) {
		const start = performance.now();
		let [count, bytes, after, hasMore] = [0, 0, 0, true];
		while (hasMore) {
			const page = await changesSince(database, session, { after, limit });
			bytes += JSON.stringify(page).length;
			count += page.users.length;
			({ version: after, hasMore } = page);
		}
		const seconds = (performance.now() - start) / 1000;
		const rate = Math.round(count / seconds).toLocaleString('en');
		const megabytes = (bytes / 1e6).toFixed(1);
		console.log(
			`  first pull of ${count.toLocaleString('en')}, ${String(limit)} a page: ${seconds.toFixed(2)} s, ${rate} users/s, ${megabytes} MB of JSON`
		);
	}
}

async function openSession(database: Database): Promise<Session> {
	const nowMs = Date.now();
	const organisationId = await createOrganisation(database, { name: 'Bench', nowMs });
	return { accountId: randomUUID(), organisationId, role: 'admin' };
}

const common = () => ({
	kind: 'user' as const,
	changeId: randomUUID(),
	deviceSequence: 1,
	previousChangeId: null,
	groupId: null,
	uploadId: null,
	schema: 1,
	allowsSharedEmail: false,
	password: null
});

function create(number: number): UserChange {
	const name = `cand${String(number)}`;
	const user = {
		clientId: `C-${String(number)}`,
		username: name,
		title: 'Ms',
		firstName: 'Ada',
		lastName: 'Ünal',
		email: `${name}@example.org`,
		phone: `+4420${String(10_000_000 + number)}`
	};
	const nothing = { user: {}, registrations: {} };
	return {
		...common(),
		op: 'create',
		id: randomUUID(),
		baseVersion: 0,
		set: { user, registrations: {} },
		before: nothing
	};
}

function update(id: string, baseVersion: number, round: number): UserChange {
	const [set, before] = [round + 1, round].map((title) => ({
		user: { title: title === 0 ? 'Ms' : `T${String(title)}` },
		registrations: {}
	})) as [UserChange['set'], UserChange['set']];
	return { ...common(), op: 'update', id, baseVersion, set, before };
}

function userRow({ organisationId, accountId }: Session, number: number): UserTable {
	const name = `cand${String(number)}`;
	return {
		organisation_id: organisationId,
		id: randomUUID(),
		client_id: `C-${String(number)}`,
		username: name,
		title: 'Ms',
		first_name: 'Ada',
		last_name: 'Ünal',
		email: `${name}@example.org`,
		phone: `+4420${String(10_000_000 + number)}`,
		photo_sha256: null,
		photo_source_sha256: null,
		must_change_password: 0,
		deleted_at: null,
		version: number,
		password_version: 0,
		changed_by: accountId,
		changed_at: '2026-05-04T12:00:00.000Z',
		username_key: name,
		client_id_key: `c-${String(number)}`,
		email_key: `${name}@example.org`
	};
}

function say(what: string, ms: number, plainMs: number): void {
	const rate = Math.round((batchSize / ms) * 1000).toLocaleString('en');
	const ratio = (ms / plainMs).toFixed(2);
	console.log(
		`  ${what}: ${ms.toFixed(1)} ms for ${String(batchSize)}, ${rate}/s, ${ratio} of plain`
	);
}

function median(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
