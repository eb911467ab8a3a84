/** The real server code on one store in memory; each schedule has an organisation of its own in it. */
import { randomUUID } from 'node:crypto';
import type { PullAnswer, PushAnswer } from '../../src/lib/core/change';
import { acceptPush } from '../../src/lib/server/accept';
import { changesSince, readPull } from '../../src/lib/server/changes-since';
import { openStore, type Database, type Store } from '../../src/lib/server/database';
import { keepEnvelope } from '../../src/lib/server/envelopes';
import { signedIn } from '../../src/lib/server/http';
import { createOrganisation } from '../../src/lib/server/organisations';
import { Refusal } from '../../src/lib/server/refusal';
import type { Session } from '../../src/lib/server/session';
import type { ServerAnswer, ServerRequest } from '../../src/lib/sync/transport';

export interface SimServer {
	readonly store: Store;
	readonly organisationId: string;
	/** Requests that it could not answer. */
	readonly faults: string[];
	/** Answers a request of an account, as the endpoints do. */
	answer(session: Session, path: string, request: ServerRequest): Promise<ServerAnswer>;
	/** Works on a push and falls over before it commits. */
	fallBeforeCommit(session: Session, request: ServerRequest): Promise<void>;
	signIn(name: string): Promise<Session>;
	/** Somebody of another organisation, who may have signed in on a device meanwhile. */
	readonly stranger: Session;
	/** The counter. */
	version(): Promise<number>;
	all(): Promise<PullAnswer>;
}

export interface ServerParts {
	/** After each push; a planted fault may take its receipts away. */
	readonly afterPush?: (store: Store, organisationId: string) => Promise<void>;
	/** Takes the place of the database that requests work on. */
	readonly wrap?: (database: Database) => Database;
	/** Sees each push that was committed, in the order of the commits. */
	readonly onCommit: (session: Session, body: unknown, answer: PushAnswer) => void;
	readonly nowMs: () => number;
}

let opened: Promise<Store> | undefined;
let uses = 0;
/** A store that has seen many schedules is slower, so a new one takes over. */
const mostUses = 200;

async function freshStore(): Promise<Store> {
	if (uses > 0 && uses % mostUses === 0) {
		await (await opened)?.close();
		opened = undefined;
	}
	uses += 1;
	return (opened ??= openStore({ file: ':memory:' }));
}

export async function createServer(parts: ServerParts): Promise<SimServer> {
	const store = await freshStore();
	const database = parts.wrap?.(store.database) ?? store.database;
	const faults: string[] = [];
	const organisationId = await createOrganisation(database, { name: 'Sim', nowMs: parts.nowMs() });

	const stranger: Session = {
		accountId: randomUUID(),
		organisationId: await createOrganisation(database, { name: 'Other', nowMs: parts.nowMs() }),
		role: 'admin'
	};

	async function version(): Promise<number> {
		const row = await database
			.selectFrom('organisations')
			.select('version')
			.where('id', '=', organisationId)
			.executeTakeFirstOrThrow();
		return row.version;
	}

	async function push(on: Database, session: Session, body: unknown): Promise<PushAnswer> {
		return acceptPush(on, session, { body, nowMs: parts.nowMs() });
	}

	/** As the endpoints do. */
	async function answerTo(session: Session, url: URL, { body }: ServerRequest): Promise<unknown> {
		if (url.pathname === '/api/push') {
			const read: unknown = JSON.parse(String(body));
			const answer = await push(database, session, read);
			parts.onCommit(session, read, answer);
			await parts.afterPush?.(store, organisationId);
			return answer;
		}
		signedIn({ session }, url.searchParams.get('organisation'));
		if (url.pathname === '/api/pull') {
			return changesSince(database, session, readPull(url.searchParams));
		}
		const name = url.pathname.split('/').at(-1) ?? '';
		const bytes = body as Uint8Array<ArrayBuffer>;
		await keepEnvelope(database, session, { name, bytes, nowMs: parts.nowMs() });
		return null;
	}

	return {
		store,
		organisationId,
		stranger,
		faults,
		version,
		async answer(session, path, request) {
			try {
				const found = await answerTo(session, new URL(path, 'http://sim'), request);
				const body = JSON.parse(JSON.stringify(found)) as unknown;
				return { status: found === null ? 204 : 200, retryAfterSeconds: null, body };
			} catch (error) {
				if (!(error instanceof Refusal)) {
					faults.push(`the server failed: ${String(error)}`);
					return { status: 500, retryAfterSeconds: null, body: null };
				}
				const { status, code } = error;
				return { status, retryAfterSeconds: null, body: { code } };
			}
		},
		async fallBeforeCommit(session, { body }) {
			const falling = {
				transaction: () => ({
					execute: (work: (sql: never) => Promise<unknown>) =>
						database.transaction().execute(async (sql) => {
							await work(sql as never);
							throw new Error('power cut');
						})
				})
			} as unknown as Database;
			await push(falling, session, JSON.parse(String(body))).catch(() => undefined);
		},
		async signIn(name) {
			const accountId = randomUUID();
			const at = new Date(parts.nowMs()).toISOString();
			const account = { id: accountId, name, email: `${accountId}@sim.example`, organisationId };
			await database
				.insertInto('accounts')
				.values({
					...account,
					emailVerified: 1,
					image: null,
					createdAt: at,
					updatedAt: at,
					role: 'admin'
				})
				.execute();
			return { accountId, organisationId, role: 'admin' };
		},
		async all() {
			const session: Session = { accountId: '', organisationId, role: 'admin' };
			const pages: PullAnswer[] = [];
			for (let after = 0, hasMore = true; hasMore;) {
				const page = await changesSince(database, session, { after, limit: 500 });
				pages.push(page);
				({ version: after, hasMore } = page);
			}
			const last = pages.at(-1) as PullAnswer;
			return {
				...last,
				users: pages.flatMap(({ users }) => users),
				exams: pages.flatMap(({ exams }) => exams)
			};
		}
	};
}
