/** Device → server: one batch, and what became of it. The network and the outbox are passed in (PROTOCOL 1). */
import {
	changeSchemaNumber,
	pushAnswerSchema,
	type Outcome,
	type PushAnswer
} from '../core/change';
import type { MusterDatabase } from '../storage/db';
import { readMetas } from '../storage/meta';
import { readBatch, type Batch, type BatchLimits } from '../storage/outbox';
import type { Mirror } from './mirror';
import { settle, type Settlement } from './settle';
import { ask, stopped, type Stopped, type Transport } from './transport';

/** What waits, and where its outcomes are stored. */
export interface Outbox {
	read(limits: BatchLimits, held: ReadonlySet<string>): Promise<Batch>;
	settle(batch: Batch, outcomes: readonly Outcome[]): Promise<Settlement>;
}

export function createOutbox(mirror: Mirror): Outbox {
	const { db } = mirror;
	return {
		read: (limits, held) => readBatch(db, limits, held),
		settle: (batch, outcomes) => {
			const at = mirror.now();
			return mirror.write((index) => settle({ db, index, batch, outcomes, at }));
		}
	};
}

export interface PushInput {
	readonly db: MusterDatabase;
	readonly outbox: Outbox;
	readonly transport: Transport;
	readonly organisationId: string;
	readonly deviceId: string;
	readonly batchId: string;
	readonly limits: BatchLimits;
	/** Changes that wait for a word: neither they nor what follows them is sent. */
	readonly held: ReadonlySet<string>;
}

export type Pushed =
	| { readonly kind: 'nothing' }
	/** The server's history is another one: all is pulled before anything is settled. */
	| { readonly kind: 'epoch_changed' }
	| ({ readonly kind: 'pushed' } & Omit<Settlement, 'written'>)
	| Stopped;

export async function push(input: PushInput): Promise<Pushed> {
	const { db, outbox, transport, limits, held } = input;
	const { epoch, isPullingAll } = await readMetas(db, 'epoch', 'isPullingAll');
	// Another tab is pulling all of another history: what waits here is not made against it yet.
	if (isPullingAll) return { kind: 'epoch_changed' };
	const batch = await outbox.read(limits, held); // 1.4
	if (batch.entries.length === 0) return { kind: 'nothing' };
	const unsent = await sendEnvelopes(input, batch.envelopes); // 1.5
	if (unsent) return unsent;
	const body = bodyOf(input, batch, epoch);
	const answered = await ask(transport, '/api/push', { method: 'POST', body });
	if (answered.kind === 'stopped') {
		return answered.stop === 'too_large' && isOneUnit(batch)
			? settled(input, batch, batch.entries.map(tooLarge))
			: answered;
	}
	const parsed = pushAnswerSchema.safeParse(answered.body);
	if (!parsed.success) return stopped('not_understood');
	const answer = parsed.data;
	const now = await readMetas(db, 'epoch');
	if (answer.epoch !== epoch || answer.epoch !== now.epoch) return { kind: 'epoch_changed' };
	if (!isWhole(answer, batch)) return stopped('not_understood');
	return settled(input, batch, answer.outcomes); // 5
}

async function settled(
	{ outbox }: PushInput,
	batch: Batch,
	outcomes: readonly Outcome[]
): Promise<Pushed> {
	const { applied, refused, left, merged } = await outbox.settle(batch, outcomes);
	return { kind: 'pushed', applied, refused, left, merged };
}

function bodyOf(
	{ organisationId, deviceId, batchId }: PushInput,
	{ entries }: Batch,
	epoch: string | null
): string {
	const schema = changeSchemaNumber;
	const named = epoch === null ? {} : { epoch };
	const frame = JSON.stringify({ organisationId, deviceId, batchId, schema, ...named });
	return `${frame.slice(0, -1)},"changes":[${entries.map(({ json }) => json).join(',')}]}`;
}

/** Each once; again is harmless (PROTOCOL 2). */
async function sendEnvelopes(
	{ db, transport, organisationId }: PushInput,
	envelopes: readonly string[]
): Promise<Stopped | null> {
	for (const sha256 of envelopes) {
		const envelope = await db.envelopes.get(sha256);
		if (!envelope || envelope.isSent) continue;
		const sealed = await db.sealed.get(sha256);
		if (!sealed) continue;
		const body = sealed.bytes as Uint8Array<ArrayBuffer>;
		const path = `/api/envelopes/${sha256}?organisation=${organisationId}`;
		const answered = await ask(transport, path, { method: 'PUT', body });
		if (answered.kind === 'stopped') return answered;
		await db.envelopes.update(sha256, { isSent: true });
	}
	return null;
}

function isWhole({ outcomes }: PushAnswer, { entries }: Batch): boolean {
	return (
		outcomes.length === entries.length &&
		outcomes.every(({ changeId }, index) => changeId === entries[index]?.change.changeId)
	);
}

function isOneUnit({ entries }: Batch): boolean {
	const groups = new Set(entries.map(({ change }) => change.groupId));
	return entries.length === 1 || (groups.size === 1 && !groups.has(null));
}

/** What no batch can carry comes back to the person. */
function tooLarge({ change }: Batch['entries'][number]): Outcome {
	const { changeId } = change;
	return { changeId, outcome: 'rejected', code: 'malformed', field: null, storedId: null };
}
