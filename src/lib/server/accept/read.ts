/** A push as it comes in: the frame is checked whole, each change on its own (PROTOCOL 3.1). */
import { z } from 'zod';
import { changeSchema, changeSchemaNumber, pushLimits, type Change } from '../../core/change';
import { canonicalJson, sha256 } from '../canonical';
import { Refusal } from '../refusal';

/** The oldest change schema that is still read. */
export const oldestSchemaNumber = 1;

const uuid = z.uuid().lowercase();

const frameSchema = z.object({
	organisationId: uuid,
	deviceId: uuid,
	batchId: uuid,
	epoch: z.string().max(64).nullable().default(null),
	changes: z.array(z.unknown()).min(1).max(pushLimits.changes)
});

/** What must hold of the most broken change, so that it can be answered. */
const namedSchema = z.object({
	changeId: uuid,
	schema: z.number().int(),
	groupId: uuid.nullable().catch(null)
});

export interface IncomingChange {
	readonly changeId: string;
	readonly groupId: string | null;
	/** Of what the change does; bases and sequence may differ when it is sent again. */
	readonly fingerprint: string;
	/** Null where it cannot be read: see `fault`. */
	readonly change: Change | null;
	readonly fault: 'malformed' | 'needs_upgrade' | null;
	/** Path of the first malformed value. */
	readonly field: string | null;
}

export interface IncomingPush {
	readonly organisationId: string;
	readonly deviceId: string;
	readonly batchId: string;
	/** The history that its versions belong to; null where the device does not say. */
	readonly epoch: string | null;
	readonly changes: readonly IncomingChange[];
}

/** @throws {Refusal} `client_too_old`, `too_large` (changes), `malformed` */
export function readPush(body: unknown): IncomingPush {
	if (!isReadableSchema(numberAt(body, 'schema'))) throw new Refusal('client_too_old');
	const count = (body as { changes?: unknown[] }).changes?.length;
	if (typeof count === 'number' && count > pushLimits.changes) throw new Refusal('too_large');
	const frame = frameSchema.safeParse(body);
	if (!frame.success) throw new Refusal('malformed', frame.error);
	const { changes, ...named } = frame.data;
	try {
		return { ...named, changes: changes.map(readChange) };
	} catch (error) {
		// Values nested beyond the stack.
		throw error instanceof RangeError ? new Refusal('malformed', error) : error;
	}
}

function readChange(raw: unknown): IncomingChange {
	const parsed = changeSchema.safeParse(raw);
	// Most changes are good, and so are read once.
	const named = parsed.success ? parsed : namedSchema.safeParse(raw);
	if (!named.success) throw new Refusal('malformed', named.error);
	const { changeId, groupId, schema } = named.data;
	const fingerprint = fingerprintOf(raw as Record<string, unknown>);
	const isReadable = isReadableSchema(schema);
	const fault = isReadable ? 'malformed' : 'needs_upgrade';
	if (isReadable && parsed.success) {
		return { changeId, groupId, fingerprint, change: parsed.data, fault: null, field: null };
	}
	const path = isReadable ? parsed.error?.issues[0]?.path.join('.') : null;
	return { changeId, groupId, fingerprint, change: null, fault, field: path ?? null };
}

function isReadableSchema(schema: number): boolean {
	return schema >= oldestSchemaNumber && schema <= changeSchemaNumber;
}

/** @throws {Refusal} `malformed` */
function numberAt(body: unknown, key: string): number {
	const value = (body as Record<string, unknown> | null)?.[key];
	if (!Number.isInteger(value)) throw new Refusal('malformed');
	return value as number;
}

function fingerprintOf(raw: Record<string, unknown>): string {
	const { kind, op, id, set, password, allowsSharedEmail, mail } = raw;
	return sha256(canonicalJson({ kind, op, id, set, password, allowsSharedEmail, mail }));
}
