/** A device with users of its own and a server in memory, for tests of single steps of sync. */
import type { Outcome, PullAnswer, UserChange } from '../src/lib/core/change';
import type { User } from '../src/lib/core/records';
import { createLedger } from './sim/ledger';
import { saveEdits, type Intent } from './sim/edits';
import { createDevice, shownUsers, type SimDevice } from './sim/device';
import { createRandom } from './sim/random';
import { unsettled } from '../src/lib/storage/outbox';
import type { ServerAnswer, ServerRequest } from '../src/lib/sync/transport';

export type Answers = (path: string, request: ServerRequest) => Partial<ServerAnswer>;

export async function lightDevice(answer: Answers = () => ({ status: 503 })): Promise<SimDevice> {
	let nowMs = Date.UTC(2026, 4, 4);
	return createDevice({
		name: 'A',
		session: { accountId: 'a', organisationId: 'o', role: 'admin' },
		transport: (path, request) =>
			Promise.resolve({
				status: 200,
				retryAfterSeconds: null,
				body: null,
				...answer(path, request)
			}),
		random: createRandom(7),
		nowMs: () => (nowMs += 1000),
		parts: {}
	});
}

export function create(username: string, more: Partial<Intent> = {}): Intent {
	const set = { user: { username, clientId: `C-${username}`, firstName: 'N' }, registrations: {} };
	return { op: 'create', user: null, set, isGrouped: false, password: false, ...more };
}

export function update(
	user: User,
	set: UserChange['set']['user'],
	more: Partial<Intent> = {}
): Intent {
	const values = { user: set, registrations: {} };
	return { op: 'update', user, set: values, isGrouped: false, password: false, ...more };
}

export async function save(
	device: SimDevice,
	intents: readonly Intent[],
	settings = {}
): Promise<void> {
	await saveEdits(device, createLedger(), { intents, settings });
}

export async function waiting({ db }: SimDevice): Promise<UserChange[]> {
	const found: UserChange[] = [];
	for await (const { change } of unsettled(db)) if (change.kind === 'user') found.push(change);
	return found;
}

export async function user(device: SimDevice, username: string): Promise<User> {
	const users = (await shownUsers(device)).filter(({ deletedAt }) => deletedAt === null);
	const found = users.find((one) => one.username === username);
	if (!found) throw new Error(`nobody is called ${username}`);
	return found;
}

export function applied(changeId: string, version: number, isMerged = false): Outcome {
	return { changeId, outcome: 'applied', version, isMerged };
}

export function pullOf(users: readonly User[], parts: Partial<PullAnswer> = {}): PullAnswer {
	const version = Math.max(0, ...users.map((one) => one.version));
	return { epoch: 'e1', version, hasMore: false, users: [...users], exams: [], ...parts };
}

export function stored(id: string, username: string, more: Partial<User> = {}): User {
	return {
		id,
		clientId: `C-${username}`,
		username,
		title: '',
		firstName: 'N',
		lastName: '',
		email: '',
		phone: '',
		photo: null,
		mustChangePassword: false,
		deletedAt: null,
		version: 1,
		registrations: {},
		...more
	};
}
