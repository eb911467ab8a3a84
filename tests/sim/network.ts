/** A network that loses requests and answers, delivers twins late, and a server that falls over. */
import type { Session } from '../../src/lib/server/session';
import { NoAnswer, type ServerRequest, type Transport } from '../../src/lib/sync/transport';
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
	transportFor(session: Session): Transport;
	/** Delivers one letter that was on its way, if any. */
	deliverLate(): Promise<void>;
	readonly log: string[];
}

export function createNetwork(server: SimServer, random: Random): Network {
	const late: Letter[] = [];
	const log: string[] = [];

	async function deliver({ session, path, request }: Letter) {
		return server.answer(session, path, request);
	}

	const network: Network = {
		isFaulty: true,
		log,
		transportFor: (session) => async (asked, request) => {
			// Few rows are few pages, so some pages are cut short.
			const path = random.chance(0.15) ? asked.replace('limit=500', 'limit=5') : asked;
			const letter = { session, path, request };
			if (!network.isFaulty) return deliver(letter);
			if (random.chance(0.03)) {
				log.push(`another organisation has signed in ${path.split('?')[0]}`);
				return deliver({ ...letter, session: server.stranger });
			}
			const isPush = path === '/api/push';
			const draw = random.next();
			const say = (what: string) => log.push(`${what} ${path.split('?')[0]}`);
			if (draw < 0.08) {
				say('request lost');
				throw new NoAnswer(random.chance(0.5));
			}
			if (draw < 0.14) {
				say('request late');
				late.push(letter);
				throw new NoAnswer(true);
			}
			if (isPush && draw < 0.2) {
				say('fell before commit');
				await server.fallBeforeCommit(session, request);
				throw new NoAnswer(false);
			}
			const answer = await deliver(letter);
			if (draw < 0.38) {
				say('answer lost');
				throw new NoAnswer(random.chance(0.5));
			}
			if (draw < 0.46) {
				say('twin');
				late.push(letter);
			}
			return answer;
		},
		async deliverLate() {
			const letter = late.splice(random.below(late.length), 1)[0];
			if (!letter) return;
			log.push(`late delivery ${letter.path.split('?')[0]}`);
			await deliver(letter);
		}
	};
	return network;
}
