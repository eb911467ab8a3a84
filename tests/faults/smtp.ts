/** A real SMTP server that fails as it is told, and keeps what it took. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export const smtpFaults = [
	'none',
	/** The connection is cut before a word. */
	'refused',
	/** 421 as greeting. */
	'closing',
	/** 450 and 550 to the recipient. */
	'greylisted',
	'unknown_user',
	/** 451 and 554 to the mail, after it came whole. */
	'busy',
	'unwanted',
	/** Half of the mail is read, then the connection is cut. */
	'cut_in_data',
	/** The mail is taken, and the connection cut before the answer: its sender cannot know. */
	'cut_after_data'
] as const;
export type SmtpFault = (typeof smtpFaults)[number];

export interface TakenMail {
	readonly messageId: string;
	readonly to: readonly string[];
	readonly source: string;
	/** Whether the sender was told. */
	readonly isAnswered: boolean;
}

export interface FailingSmtp {
	readonly url: string;
	readonly taken: TakenMail[];
	readonly faults: Map<SmtpFault, number>;
	stop(): Promise<void>;
}

/** @param draw the fault of the next connection */
export async function startSmtp(draw: () => SmtpFault, delayMs = () => 0): Promise<FailingSmtp> {
	const taken: TakenMail[] = [];
	const faults = new Map<SmtpFault, number>();
	const faultOf = new Map<string, SmtpFault>();
	const cut = (id: string) => {
		for (const connection of server.connections) {
			if (connection.session.id === id) connection._socket.destroy();
		}
	};
	const answer = (responseCode: number, text: string) =>
		Object.assign(new Error(text), { responseCode });
	const server = new SMTPServer({
		disabledCommands: ['AUTH', 'STARTTLS'],
		onConnect({ id }, callback) {
			const fault = draw();
			faultOf.set(id, fault);
			faults.set(fault, (faults.get(fault) ?? 0) + 1);
			if (fault === 'refused') return cut(id);
			callback(fault === 'closing' ? answer(421, 'closing') : null);
		},
		onRcptTo(_, { id }, callback) {
			const fault = faultOf.get(id);
			if (fault === 'greylisted') return callback(answer(450, 'greylisted'));
			callback(fault === 'unknown_user' ? answer(550, 'no such user') : null);
		},
		onData(stream, { id, envelope }, callback) {
			const fault = faultOf.get(id);
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => {
				chunks.push(chunk);
				if (fault === 'cut_in_data') cut(id);
			});
			stream.on('end', () => {
				setTimeout(() => {
					if (fault === 'cut_in_data') return;
					if (fault === 'busy') return callback(answer(451, 'try again'));
					if (fault === 'unwanted') return callback(answer(554, 'not wanted'));
					const source = Buffer.concat(chunks).toString();
					const messageId = /^message-id: (\S+)/im.exec(source)?.[1] ?? '';
					const to = envelope.rcptTo.map(({ address }) => address);
					const isAnswered = fault !== 'cut_after_data';
					taken.push({ messageId, to, source, isAnswered });
					if (isAnswered) callback(null);
					else cut(id);
				}, delayMs());
			});
		}
	});
	server.on('error', () => undefined);
	await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
	const { port } = server.server.address() as AddressInfo;
	return {
		url: `smtp://127.0.0.1:${String(port)}`,
		taken,
		faults,
		stop: () => new Promise((resolve) => server.close(resolve))
	};
}
