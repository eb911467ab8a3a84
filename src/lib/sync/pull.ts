/** Server → device: all that changed since the last row pulled, page by page, to the end (PROTOCOL 4). */
import { pullAnswerSchema, type PullAnswer } from '../core/change';
import { readMetas } from '../storage/meta';
import type { UserIndex, Written } from '../storage/users';
import type { Mirror } from './mirror';
import { endPullingAll, startPullingAll } from './pull-all';
import { takePage } from './take-page';
import { ask, stopped, type Stopped, type Transport } from './transport';

export const pageLimit = 500;

export interface Pulled {
	readonly kind: 'pulled';
	/** Rows that changed something here. */
	readonly changed: number;
	readonly hasMore: boolean;
}

export interface PullInput {
	readonly mirror: Mirror;
	readonly transport: Transport;
	readonly organisationId: string;
}

/** One page. Another epoch than the one known begins anew with the first. */
export async function pullPage({
	mirror,
	transport,
	organisationId
}: PullInput): Promise<Pulled | Stopped> {
	const { db } = mirror;
	const { cursor: after, epoch } = await readMetas(db, 'cursor', 'epoch');
	const path = `/api/pull?after=${after}&limit=${pageLimit}&organisation=${organisationId}`;
	const answered = await ask(transport, path, { method: 'GET' });
	if (answered.kind === 'stopped') return answered;
	const answer = readAnswer(answered.body, after);
	if (!answer) return stopped('not_understood');
	if (epoch !== null && epoch !== answer.epoch) {
		await startPullingAll(db, answer.epoch);
		return { kind: 'pulled', changed: 0, hasMore: true };
	}
	const at = mirror.now();
	const { changed, isAll, isOther } = await mirror.write(async (index) => {
		const taken = await takePage({ db, index, answer, at });
		return taken ? { ...taken, isOther: false } : nothingTaken(index);
	});
	if (isOther) return { kind: 'pulled', changed: 0, hasMore: true };
	const swept = isAll && !answer.hasMore ? await endPullingAll(mirror) : 0;
	return { kind: 'pulled', changed: changed + swept, hasMore: answer.hasMore };
}

function nothingTaken({ generation }: UserIndex) {
	const written: Written = { writtenKeys: new Map(), generation };
	return { changed: 0, isAll: false, isOther: true, written };
}

function readAnswer(body: unknown, after: number): PullAnswer | null {
	const parsed = pullAnswerSchema.safeParse(body);
	if (!parsed.success) return null;
	const { version, hasMore } = parsed.data;
	// A page that leads nowhere would be asked for without end.
	return hasMore && version <= after ? null : parsed.data;
}
