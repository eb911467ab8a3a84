/** Known mistakes of a server, each put in the place of a real part. */
import { UpdateQueryNode, WhereNode, sql, type KyselyPlugin } from 'kysely';
import { createRandom } from './random';
import type { Variant } from './schedule';
import type { SimServer } from './server';

export const noReceipt: Variant = {
	async afterPush({ database }, organisationId) {
		await database.deleteFrom('receipts').where('organisation_id', '=', organisationId).execute();
	}
};

/** Effect and receipt are committed one after the other, and in between the server falls now and then. */
export function receiptInAnotherTransaction(): Variant {
	const random = createRandom(1);
	return {
		async afterPush({ database }, organisationId) {
			if (!random.chance(0.5)) return;
			const newest = database
				.selectFrom('receipts')
				.select((row) => row.fn.max('created_at').as('created_at'))
				.where('organisation_id', '=', organisationId);
			await database
				.deleteFrom('receipts')
				.where('organisation_id', '=', organisationId)
				.where('created_at', '=', newest)
				.execute();
		}
	};
}

const parksNothing: KyselyPlugin = {
	transformQuery: ({ node }) =>
		UpdateQueryNode.is(node)
			? { ...node, where: WhereNode.create(sql`1 = 0`.toOperationNode()) }
			: node,
	transformResult: ({ result }) => Promise.resolve(result)
};

/** Who changes a username or Client ID keeps the old one until the new one is written. */
export const keysAreNotParked: Variant = {
	wrap: (database) => {
		const withoutParking = database.withPlugin({
			...parksNothing,
			transformQuery: (input) =>
				changesUsers(input.node) ? parksNothing.transformQuery(input) : input.node
		});
		return withoutParking;
	}
};

function changesUsers(node: object): boolean {
	return UpdateQueryNode.is(node as never) && JSON.stringify(node).includes('username_key');
}

/** What is asked for goes to whoever has signed in. */
export const anyOrganisation: Variant = {
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
