/** A device reduced to its sending: 2,000 users in batches, each sent until it is answered, every answer kept. */
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import type { Change, Outcome, PullAnswer, PushAnswer } from '../../src/lib/core/change';
import { createExam, createUser } from '../server/device';
import type { Served } from './served';

export const userCount = 2000;
export const batchSize = 500;

export interface Answer {
	readonly status: number;
	readonly body: unknown;
	readonly cookies: readonly string[];
}

/** Whom to ask, and as whom. */
export interface Line {
	readonly port: number;
	readonly origin: string;
	readonly cookie: string;
	/** '' before the sign-in. */
	readonly organisationId: string;
	/** After which the device gives up. */
	readonly timeoutMs: number;
}

/** Rejects unless the answer came whole. */
export function ask(line: Line, path: string, body?: unknown): Promise<Answer> {
	const { port, origin, cookie, timeoutMs } = line;
	const sent = body === undefined ? undefined : JSON.stringify(body);
	const headers = { origin, cookie, ...(sent ? { 'content-type': 'application/json' } : {}) };
	const options = { port, path, headers, method: sent ? 'POST' : 'GET', agent: false };
	return new Promise((resolve, reject) => {
		const outgoing = request({ host: '127.0.0.1', ...options }, (incoming) => {
			const chunks: Buffer[] = [];
			incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
			incoming.on('error', reject);
			incoming.on('close', () => {
				if (!incoming.complete) return reject(new Error('cut off'));
				const text = Buffer.concat(chunks).toString();
				const cookies = incoming.headers['set-cookie'] ?? [];
				try {
					const body = JSON.parse(text || 'null') as unknown;
					resolve({ status: incoming.statusCode ?? 0, body, cookies });
				} catch (error) {
					reject(new Error('no JSON', { cause: error }));
				}
			});
		});
		outgoing.on('error', reject);
		const timer = setTimeout(() => outgoing.destroy(new Error('too late')), timeoutMs);
		outgoing.on('close', () => clearTimeout(timer));
		outgoing.end(sent);
	});
}

/** Makes the first admin by the link that the server printed. */
export async function signUp({ origin, said }: Served): Promise<Line> {
	const token = /\/set-up\/admin\/(\S+)/.exec(said)?.[1];
	const port = Number(new URL(origin).port);
	const line = { port, origin, cookie: '', organisationId: '', timeoutMs: 20_000 };
	const body = {
		token,
		name: 'Ines',
		email: 'ines@example.org',
		password: 'correct horse battery'
	};
	const { status, body: made, cookies } = await ask(line, '/api/auth/set-up', body);
	if (status !== 200) throw new Error(`no account: ${String(status)}`);
	const { account } = made as { account: { organisation: { id: string } } };
	const cookie = cookies.map((text) => text.split(';', 1)[0]).join('; ');
	return { ...line, cookie, organisationId: account.organisation.id };
}

export interface Load {
	readonly exam: Change;
	readonly batches: readonly (readonly Change[])[];
}

export function makeLoad({ count = userCount, size = batchSize } = {}): Load {
	const exam = createExam();
	const users = Array.from({ length: count }, (_, index) => {
		const name = `cand${String(index)}`;
		const user = { username: name, clientId: `C-${String(index)}`, email: `${name}@example.org` };
		const registrations = { [exam.id]: { role: 'candidate' as const, venue: 'Riverside' } };
		return createUser({}, { set: { user: { ...user, firstName: 'Ada' }, registrations } });
	});
	const starts = Array.from({ length: count / size }, (_, index) => index * size);
	return { exam, batches: starts.map((start) => users.slice(start, start + size)) };
}

/** Outcomes by change id; a change that is answered again must be answered alike. */
export class Answers {
	readonly outcomes = new Map<string, Outcome>();
	again = 0;
	readonly different: string[] = [];

	keep({ outcomes }: PushAnswer): void {
		for (const outcome of outcomes) {
			const known = this.outcomes.get(outcome.changeId);
			if (known) this.again++;
			if (known && JSON.stringify(known) !== JSON.stringify(outcome)) {
				this.different.push(`${JSON.stringify(known)}, then ${JSON.stringify(outcome)}`);
			}
			this.outcomes.set(outcome.changeId, outcome);
		}
	}
}

/** Sends once; null where no whole answer came. Any whole answer that is no 200 is given to the caller. */
export async function sendOnce(line: Line, changes: readonly Change[]): Promise<Answer | null> {
	const { organisationId } = line;
	const ids = { organisationId, deviceId: randomUUID(), batchId: randomUUID() };
	const body = { ...ids, schema: 1, changes };
	return ask(line, '/api/push', body).catch(() => null);
}

/** As a device does: the same changes until there is an answer. */
export async function sendUntilAnswered(
	line: Line,
	changes: readonly Change[]
): Promise<PushAnswer> {
	for (let attempt = 0; attempt < 50; attempt++) {
		const answer = await sendOnce(line, changes);
		if (answer?.status === 200) return answer.body as PushAnswer;
		// A server that is away or starting: a moment later it may be there.
		await new Promise((resolve) => setTimeout(resolve, attempt * 10));
		if (answer && answer.status !== 503) throw new Error(`refused: ${String(answer.status)}`);
	}
	throw new Error('never answered');
}

/** Usernames of everyone whom a new device gets. */
export async function pullAll(line: Line): Promise<string[]> {
	const names: string[] = [];
	for (let [after, hasMore] = [0, true]; hasMore;) {
		const { body } = await ask(line, `/api/pull?limit=2000&after=${String(after)}`);
		const page = body as PullAnswer;
		names.push(...page.users.map(({ username }) => username));
		({ version: after, hasMore } = page);
	}
	return names;
}
