/** Known mistakes of a device, each put in the place of a real part. */
import type { Change, Outcome, PullAnswer } from '../../src/lib/core/change';
import type { User } from '../../src/lib/core/records';
import type { Transport } from '../../src/lib/sync/transport';
import type { SimDevice } from './device';
import type { Variant } from './schedule';
import type { SimServer } from './server';

interface PushBody {
	changes: Change[];
}

/** Rewrites the pushes of a device, and their answers. */
function rewriting(
	transport: Transport,
	{ body, answer }: { body: (push: PushBody) => void; answer?: (outcomes: Outcome[]) => void }
): Transport {
	return async (path, request) => {
		if (path !== '/api/push') return transport(path, request);
		const push = JSON.parse(String(request.body)) as PushBody;
		body(push);
		const answered = await transport(path, { ...request, body: JSON.stringify(push) });
		answer?.((answered.body as { outcomes?: Outcome[] } | null)?.outcomes ?? []);
		return answered;
	};
}

export const newIdAtEachTry: Variant = {
	transport(transport, device) {
		const own = new Map<string, string>();
		return rewriting(transport, {
			body(push) {
				const made = new Map<string, string>();
				for (const change of push.changes) {
					const id = device.newId();
					made.set(change.changeId, id);
					own.set(id, change.changeId);
					const previous = change.previousChangeId;
					Object.assign(change, {
						changeId: id,
						previousChangeId: previous && (made.get(previous) ?? previous)
					});
				}
			},
			answer(outcomes) {
				for (const outcome of outcomes) {
					outcome.changeId = own.get(outcome.changeId) ?? outcome.changeId;
				}
			}
		});
	}
};

export const clearedBeforeTheAnswer: Variant = {
	outbox: (outbox, { db }) => ({
		...outbox,
		async read(limits, held) {
			const batch = await outbox.read(limits, held);
			const sent = new Set(batch.entries.map(({ change }) => change.changeId));
			await db.changePages.toCollection().modify((page) => {
				page.changes = page.changes.map((change) =>
					change && sent.has(change.changeId) ? null : change
				);
				if (page.changes.every((change) => change === null)) page.isOpen = 0;
			});
			return batch;
		}
	})
};

export const noChain: Variant = {
	transport: (transport) =>
		rewriting(transport, {
			body: ({ changes }) => changes.forEach((change) => (change.previousChangeId = null))
		})
};

export const answerLeavesTheMirror: Variant = {
	outbox: (outbox, device) => ({
		...outbox,
		async settle(batch, outcomes) {
			const before = await versions(device);
			const settlement = await outbox.settle(batch, outcomes);
			const touched = new Set(batch.entries.map(({ change }) => change.id));
			await device.db.userPages.toCollection().modify((page) => {
				page.users = page.users.map((user): User => {
					const version = before.get(user.id);
					return touched.has(user.id) && version !== undefined ? { ...user, version } : user;
				});
			});
			return settlement;
		}
	})
};

async function versions({ db }: SimDevice): Promise<Map<string, number>> {
	const pages = await db.userPages.toArray();
	return new Map(pages.flatMap(({ users }) => users.map(({ id, version }) => [id, version])));
}

export function cursorIsTheServersHighest(): Variant {
	let server: SimServer | undefined;
	return {
		onServer: (made) => (server = made),
		transport: (transport) => async (path, request) => {
			const answered = await transport(path, request);
			if (!path.startsWith('/api/pull') || !server) return answered;
			const { version } = await server.all();
			return { ...answered, body: { ...(answered.body as object), version } };
		}
	};
}

/** As a lock would hide it: only the second tab makes ids anew, and only what both tabs send at once is doubled. */
export const secondTabSendsAsNew: Variant = {
	transport(transport, device) {
		if (device.tabs[0] === device) return transport;
		return newIdAtEachTry.transport?.(transport, device) ?? transport;
	}
};

/** What the server has by now is taken for seen, so that whoever comes last is right. */
export function lastWriteWins(): Variant {
	let server: SimServer | undefined;
	return {
		onServer: (made) => (server = made),
		transport: (transport) => async (path, request) => {
			if (path !== '/api/push' || !server) return transport(path, request);
			const { users } = await server.all();
			const versions = new Map(users.map(({ id, version }) => [id, version]));
			const seen = rewriting(transport, {
				body: ({ changes }) =>
					changes.forEach((change) =>
						Object.assign(change, {
							baseVersion: versions.get(change.id) ?? change.baseVersion,
							previousChangeId: null
						})
					)
			});
			return seen(path, request);
		}
	};
}

/** Whoever has something to send sends it first. */
export const pushBeforePull: Variant = {
	transport: (transport, { db }) => {
		let hasPulled = false;
		return async (path, request) => {
			const answered = await transport(path, request);
			if (!path.startsWith('/api/pull') || answered.status !== 200 || hasPulled) return answered;
			hasPulled = true;
			const after = Number(new URL(path, 'http://sim').searchParams.get('after'));
			const body = answered.body as PullAnswer;
			const waits = await db.changePages.where('isOpen').equals(1).count();
			if (waits === 0 || after === 0) return answered;
			return {
				...answered,
				body: { ...body, users: [], exams: [], version: after, hasMore: false }
			};
		};
	}
};

export const groupsAreTorn: Variant = {
	transport: (transport) =>
		rewriting(transport, {
			body: ({ changes }) => changes.forEach((change) => (change.groupId = null))
		})
};

/** The cursor is stored when the page comes, its rows when there is time. */
export const cursorBeforeItsRows: Variant = {
	transport:
		(transport, { db }) =>
		async (path, request) => {
			const answered = await transport(path, request);
			if (!path.startsWith('/api/pull') || answered.status !== 200) return answered;
			const { version } = (answered.body ?? {}) as Partial<PullAnswer>;
			if (version !== undefined) await db.meta.put({ key: 'cursor', value: version });
			return answered;
		}
};

export const refusalsAreDropped: Variant = {
	outbox: (outbox, { db }) => ({
		...outbox,
		async settle(batch, outcomes) {
			const settlement = await outbox.settle(batch, outcomes);
			await db.attention.clear();
			return settlement;
		}
	})
};

/** Deleted users are left out of a pull. */
export const noTombstones: Variant = {
	transport: (transport) => async (path, request) => {
		const answered = await transport(path, request);
		if (!path.startsWith('/api/pull') || answered.status !== 200 || !answered.body) return answered;
		const body = answered.body as PullAnswer;
		return {
			...answered,
			body: { ...body, users: body.users.filter(({ deletedAt }) => deletedAt === null) }
		};
	}
};

/** What is pulled is written over what is edited here and not yet sent. */
export const pullWritesOverEdits: Variant = {
	transport:
		(transport, { db }) =>
		async (path, request) => {
			const answered = await transport(path, request);
			if (!path.startsWith('/api/pull') || answered.status !== 200 || !answered.body)
				return answered;
			const { users } = answered.body as PullAnswer;
			const byId = new Map(users.map((user) => [user.id, user]));
			await db.userPages.toCollection().modify((page) => {
				page.users = page.users.map((user) => byId.get(user.id) ?? user);
				page.pending = page.users.map((user, slot) =>
					byId.has(user.id) ? '' : (page.pending[slot] ?? '')
				);
			});
			return answered;
		}
};
