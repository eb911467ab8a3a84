/**
 * A network that loses requests and answers, delivers twins late and refuses; a server that falls over; and others who
 * do something while a request or its answer is on its way.
 */
import type { Change } from '../../src/lib/core/change';
import type { Session } from '../../src/lib/server/session';
import {
	NoAnswer,
	type ServerAnswer,
	type ServerRequest,
	type Transport
} from '../../src/lib/sync/transport';
import type { Random } from './random';
import type { SimServer } from './server';

interface Letter {
	readonly session: Session;
	readonly path: string;
	readonly request: ServerRequest;
}

export interface Network {
	/** False once the faults have stopped. */
	isFaulty: boolean;
	/** True while a request of before reaches the server. */
	isLate: boolean;
	/** What happens elsewhere before the device's request arrives, or before its answer does. */
	meanwhile: (name: string, when: 'before' | 'after') => Promise<void>;
	transportFor(name: string, session: Session): Transport;
	/** Delivers one letter that was on its way, if any. */
	deliverLate(): Promise<void>;
	readonly log: string[];
}

/** What a server or a proxy before it answers instead of looking at the request (Y7). */
const refusals = [401, 403, 413, 426, 429, 500, 503] as const;

const faults = [
	['request lost', 0.07],
	['request late', 0.06],
	['fell before commit', 0.06],
	['refused', 0.07],
	['no JSON', 0.01],
	['answer lost', 0.16],
	['twin', 0.08],
	['another organisation has signed in', 0.03]
] as const;

type Fault = (typeof faults)[number][0] | 'none';

function drawFault(random: Random): Fault {
	let draw = random.next();
	for (const [fault, part] of faults) if ((draw -= part) < 0) return fault;
	return 'none';
}

export function createNetwork(server: SimServer, random: Random): Network {
	const late: Letter[] = [];
	const log: string[] = [];
	const deliver = ({ session, path, request }: Letter) => server.answer(session, path, request);

	async function deliverFaulty(letter: Letter): Promise<ServerAnswer> {
		const [path] = letter.path.split('?');
		const fault = drawFault(random);
		if (fault !== 'none') log.push(`${fault} ${path}`);
		switch (fault) {
			case 'request lost':
				throw new NoAnswer(random.chance(0.5));
			case 'request late':
				late.push(letter);
				throw new NoAnswer(true);
			case 'fell before commit':
				if (path !== '/api/push') return deliver(letter);
				await server.fallBeforeCommit(letter.session, letter.request);
				throw new NoAnswer(false);
			case 'refused':
				return refused(letter) ?? deliver(letter);
			case 'no JSON':
				return { status: 200, retryAfterSeconds: null, body: null };
			case 'another organisation has signed in':
				return deliver({ ...letter, session: server.stranger });
			case 'answer lost':
				await deliver(letter);
				throw new NoAnswer(random.chance(0.5));
			case 'twin':
				late.push(letter);
				return deliver(letter);
			case 'none':
				return deliver(letter);
		}
	}

	/** Null where the request is as small as it can be, so that nobody refuses it for its size. */
	function refused({ path, request }: Letter): ServerAnswer | null {
		const status = random.pick(refusals);
		if (status === 413 && (path !== '/api/push' || isOneUnit(request))) return null;
		log.push(`with ${status}`);
		return { status, retryAfterSeconds: status === 429 ? 1 : null, body: { code: 'sim' } };
	}

	const network: Network = {
		isFaulty: true,
		isLate: false,
		log,
		meanwhile: () => Promise.resolve(),
		transportFor: (name, session) => async (asked, request) => {
			// Few rows are few pages, so some pages are cut short.
			const path = random.chance(0.15) ? asked.replace('limit=500', 'limit=5') : asked;
			const letter = { session, path, request };
			if (!network.isFaulty) return deliver(letter);
			if (random.chance(0.08)) await network.meanwhile(name, 'before');
			const answer = await deliverFaulty(letter);
			if (random.chance(0.08)) await network.meanwhile(name, 'after');
			return answer;
		},
		async deliverLate() {
			const letter = late.splice(random.below(late.length), 1)[0];
			if (!letter) return;
			log.push(`late delivery ${letter.path.split('?')[0]}`);
			network.isLate = true;
			await deliver(letter);
			network.isLate = false;
		}
	};
	return network;
}

function isOneUnit({ body }: ServerRequest): boolean {
	const { changes } = JSON.parse(String(body)) as { changes: Change[] };
	const groups = new Set(changes.map(({ groupId, changeId }) => groupId ?? changeId));
	return groups.size === 1;
}
