/** Known mistakes, each put in the place of a real part: the checker must find every one of them. */
import type { Change, Outcome } from '../../src/lib/core/change';
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
		answer?.((answered.body as { outcomes: Outcome[] }).outcomes);
		return answered;
	};
}

const noReceipt: Variant = {
	async afterPush({ database }, organisationId) {
		await database.deleteFrom('receipts').where('organisation_id', '=', organisationId).execute();
	}
};

const newIdAtEachTry: Variant = {
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

const clearedBeforeTheAnswer: Variant = {
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

const noChain: Variant = {
	transport: (transport) =>
		rewriting(transport, {
			body: ({ changes }) => changes.forEach((change) => (change.previousChangeId = null))
		})
};

const answerLeavesTheMirror: Variant = {
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

function cursorIsTheServersHighest(): Variant {
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

/** What is asked for goes to whoever has signed in. */
const anyOrganisation: Variant = {
	onServer(server) {
		const answer = server.answer.bind(server);
		const asIfOwn: SimServer['answer'] = (session, path, request) => {
			const { organisationId } = session;
			const named = path.replace(/organisation=[^&]*/, `organisation=${organisationId}`);
			if (path !== '/api/push') return answer(session, named, request);
			const push = JSON.parse(String(request.body)) as object;
			return answer(session, path, {
				...request,
				body: JSON.stringify({ ...push, organisationId })
			});
		};
		Object.assign(server, { answer: asIfOwn });
	}
};

/** By name: what is planted. */
export const planted: Readonly<Record<string, () => Variant>> = {
	'no receipt': () => noReceipt,
	'a new change id at each try': () => newIdAtEachTry,
	'the outbox is cleared before the answer is stored': () => clearedBeforeTheAnswer,
	'no chain of previous changes': () => noChain,
	'the answer does not update the mirror': () => answerLeavesTheMirror,
	'the cursor is the highest version of the server': cursorIsTheServersHighest,
	'any organisation that has signed in is sent to': () => anyOrganisation
};
