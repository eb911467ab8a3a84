/** Builds what a device would send, with only the parts a test cares for. */
import { randomUUID } from 'node:crypto';
import type {
	Change,
	ExamChange,
	Outcome,
	PullAnswer,
	PushAnswer,
	PushRequest,
	UserChange
} from '../../src/lib/core/change';
import { acceptPush } from '../../src/lib/server/accept';
import { changesSince } from '../../src/lib/server/changes-since';
import type { Store } from '../../src/lib/server/database';
import { createOrganisation } from '../../src/lib/server/organisations';
import type { AccountRole } from '../../src/lib/core/roles';
import type { Session } from '../../src/lib/server/session';

export const noonMs = Date.UTC(2026, 4, 4, 12);

let sequence = 0;

const common = () => ({
	changeId: randomUUID(),
	deviceSequence: ++sequence,
	baseVersion: 0,
	previousChangeId: null,
	groupId: null,
	uploadId: null,
	schema: 1
});

export function userChange(parts: Partial<UserChange> & Pick<UserChange, 'op'>): UserChange {
	return {
		...common(),
		kind: 'user',
		id: randomUUID(),
		set: { user: {}, registrations: {} },
		before: { user: {}, registrations: {} },
		allowsSharedEmail: false,
		password: null,
		...parts
	};
}

export type UserSet = UserChange['set']['user'];

export function createUser(user: UserSet, parts: Partial<UserChange> = {}): UserChange {
	const set = { user: { firstName: 'Ada', ...user }, registrations: {} };
	return userChange({ op: 'create', set, ...parts });
}

export function updateUser(
	id: string,
	{
		set,
		before = {},
		...parts
	}: Omit<Partial<UserChange>, 'set' | 'before'> & {
		set: UserSet;
		before?: UserSet;
	}
): UserChange {
	return userChange({
		op: 'update',
		id,
		set: { user: set, registrations: {} },
		before: { user: before, registrations: {} },
		...parts
	});
}

export function examChange(parts: Partial<ExamChange> & Pick<ExamChange, 'op'>): ExamChange {
	return { ...common(), kind: 'exam', id: randomUUID(), set: {}, before: {}, ...parts };
}

export function createExam(set: ExamChange['set'] = {}): ExamChange {
	return examChange({ op: 'create', set: { name: 'Anatomy', kind: 'standard', ...set } });
}

/** A signed-in account at one organisation, with the calls its device makes. */
export interface Desk {
	readonly store: Store;
	readonly session: Session;
	push(...changes: readonly (Change | Record<string, unknown>)[]): Promise<Outcome[]>;
	/** A push without its changes. */
	frame(): Omit<PushRequest, 'changes'>;
	pushBody(body: unknown): Promise<PushAnswer>;
	pull(after?: number, limit?: number): Promise<PullAnswer>;
	/** Another account of the same organisation. */
	beside(role: AccountRole, name: string): Promise<Desk>;
}

export async function openDesk(store: Store, role: AccountRole = 'admin'): Promise<Desk> {
	const organisationId = await createOrganisation(store.database, {
		name: 'Example Institute',
		nowMs: noonMs
	});
	return openDeskIn(store, { organisationId, role, name: 'Ines' });
}

async function openDeskIn(
	store: Store,
	{ organisationId, role, name }: { organisationId: string; role: AccountRole; name: string }
): Promise<Desk> {
	const session = {
		accountId: await createAccount(store, { organisationId, role, name }),
		organisationId,
		role
	};
	const pushBody = (body: unknown) => acceptPush(store.database, session, { body, nowMs: noonMs });
	const deviceId = randomUUID();
	const frame = () => ({ organisationId, deviceId, batchId: randomUUID(), schema: 1 });
	return {
		store,
		session,
		frame,
		pushBody,
		async push(...changes) {
			const body = { ...frame(), changes };
			// What crosses the network is JSON.
			return (await pushBody(JSON.parse(JSON.stringify(body)))).outcomes;
		},
		pull: (after = 0, limit = 500) => changesSince(store.database, session, { after, limit }),
		beside: (other, otherName) =>
			openDeskIn(store, { organisationId, role: other, name: otherName })
	};
}

async function createAccount(
	store: Store,
	{ organisationId, role, name }: { organisationId: string; role: AccountRole; name: string }
): Promise<string> {
	const id = randomUUID();
	const isVerified = store.engine === 'postgres' ? true : 1;
	const at = new Date(noonMs).toISOString();
	await store.database
		.insertInto('accounts')
		.values({
			id,
			name,
			email: `${id}@example.org`,
			emailVerified: isVerified,
			image: null,
			createdAt: at,
			updatedAt: at,
			organisationId,
			role
		})
		.execute();
	return id;
}

/** The version an applied change got; fails the test on any other outcome. */
export function versionOf(outcome: Outcome | undefined): number {
	if (outcome?.outcome !== 'applied') throw new Error(`not applied: ${JSON.stringify(outcome)}`);
	return outcome.version;
}
