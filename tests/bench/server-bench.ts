/**
 * Accepted changes a second in batches of 500, with one and with four senders, against plain inserts of the very same
 * rows in the same transactions, the first pull of 100,000 users, and memory. Times are this machine's; the ratio is what to compare.
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
const senders = 4;
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
	await measureSenders(store);
	sayMemory('after the pushes');
	await measurePull(store);
	sayMemory('after the pull');
}

/** Of the whole process; collected garbage does not count where the command allows to collect it. */
function sayMemory(when: string): void {
	globalThis.gc?.();
	const { rss, heapUsed } = process.memoryUsage();
	const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
	console.log(`  memory ${when}: ${megabytes(heapUsed)} of heap, ${megabytes(rss)} in all`);
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
		const rows = await sameRows(database, { from: session, to: mirror, creates });
		times.plain.push(await insertRows(database, rows));
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

/** The rows a push has made, as rows of another organisation. */
async function sameRows(
	database: Database,
	{ from, to, creates }: { from: Session; to: Session; creates: readonly UserChange[] }
) {
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
	return { organisationId: organisation_id, users, receipts, audit };
}

/** Nothing but inserts, in one transaction, and the counter that every write raises. */
async function insertRows(
	database: Database,
	{ organisationId, users, receipts, audit }: Awaited<ReturnType<typeof sameRows>>
): Promise<number> {
	const start = performance.now();
	await database.transaction().execute(async (sql) => {
		await sql.insertInto('users').values(users).execute();
		await sql.insertInto('receipts').values(receipts).execute();
		await sql.insertInto('audit').values(audit).execute();
		await sql
			.updateTable('organisations')
			.set({ version: users.length })
			.where('id', '=', organisationId)
			.execute();
	});
	return performance.now() - start;
}

/** Devices of as many organisations that push at once, then as many that only insert. */
async function measureSenders(store: Store): Promise<void> {
	const { database } = store;
	const each = batches / 2;
	const chains = await Promise.all(
		Array.from({ length: senders }, async (_, sender) => {
			const from = await openSession(database);
			const to = await openSession(database);
			const parts = Array.from({ length: each }, (_, part) =>
				Array.from({ length: batchSize }, (_, at) =>
					create((sender * each + part) * batchSize + at)
				)
			);
			return { from, to, parts };
		})
	);
	const pushing = performance.now();
	await Promise.all(
		chains.map(async ({ from, parts }) => {
			for (const creates of parts) await push(database, from, creates);
		})
	);
	const pushedMs = performance.now() - pushing;
	const rows = [];
	for (const { from, to, parts } of chains) {
		const own = [];
		for (const creates of parts) own.push(await sameRows(database, { from, to, creates }));
		rows.push(own);
	}
	const inserting = performance.now();
	await Promise.all(
		rows.map(async (own) => {
			for (const [at, part] of own.entries()) {
				// Each batch has the audit row of its own place: the last one read stands for all.
				const audit = part.audit.map((row) => ({ ...row, sequence: at + 1 }));
				await insertRows(database, { ...part, audit });
			}
		})
	);
	const insertedMs = performance.now() - inserting;
	const count = senders * each;
	say(`${String(senders)} senders at once, plain inserts`, insertedMs / count, insertedMs / count);
	say(`${String(senders)} senders at once, accepted creates`, pushedMs / count, insertedMs / count);
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
	const ratio = (plainMs / ms).toFixed(2);
	console.log(
		`  ${what}: ${ms.toFixed(1)} ms for ${String(batchSize)}, ${rate}/s, ${ratio} of plain`
	);
}

function median(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
