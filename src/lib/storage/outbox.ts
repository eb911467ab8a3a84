/** What waits for the server: changes in the order of their device sequence, cut into batches (Y2). */
import { pushLimits, type Change } from '../core/change';
import type { MusterDatabase } from './db';

export interface BatchEntry {
	readonly change: Change;
	/** Key of the page that holds it. */
	readonly page: number;
	/** As it is sent. */
	readonly json: string;
	readonly bytes: number;
}

export interface BatchLimits {
	readonly changes: number;
	readonly bytes: number;
}

export interface Batch {
	readonly entries: readonly BatchEntry[];
	/** Envelopes that its changes refer to. */
	readonly envelopes: readonly string[];
}

/** Room for what stands around the changes of a push. */
const frameBytes = 300;

export const wholeBatch: BatchLimits = {
	changes: pushLimits.changes,
	bytes: pushLimits.bytes - frameBytes
};

const encoder = new TextEncoder();

/** Pages in which a change waits, the oldest first. */
export function openPages(db: MusterDatabase): Promise<number[]> {
	return db.changePages.where('isOpen').equals(1).primaryKeys();
}

/** Unsettled changes, the oldest first; each page is read when its turn comes. */
export async function* unsettled(
	db: MusterDatabase
): AsyncGenerator<{ change: Change; page: number }> {
	for (const page of (await openPages(db)).sort((a, b) => a - b)) {
		const stored = await db.changePages.get(page);
		for (const change of stored?.changes ?? []) if (change) yield { change, page };
	}
}

/**
 * The next changes to send: groups whole, nothing before what it follows, within the limits unless one unit alone is over
 * them. What is held, and what follows or stands beside it, is passed over.
 */
export async function readBatch(
	db: MusterDatabase,
	limits: BatchLimits,
	held: ReadonlySet<string> = new Set()
): Promise<Batch> {
	const entries: BatchEntry[] = [];
	let bytes = 0;
	for await (const unit of freeUnits(db, held)) {
		const made = unit.map(({ change, page }) => {
			const json = JSON.stringify(change);
			return { change, page, json, bytes: encoder.encode(json).length + 1 };
		});
		const unitBytes = made.reduce((sum, entry) => sum + entry.bytes, 0);
		const isOver =
			entries.length + made.length > limits.changes || bytes + unitBytes > limits.bytes;
		if (isOver && entries.length > 0) break;
		entries.push(...made);
		bytes += unitBytes;
		if (isOver || entries.length >= limits.changes) break;
	}
	return { entries, envelopes: envelopesOf(entries) };
}

type Waiting = Pick<BatchEntry, 'change' | 'page'>;

async function* freeUnits(
	db: MusterDatabase,
	held: ReadonlySet<string>
): AsyncGenerator<readonly Waiting[]> {
	const passed = new Set(held);
	for await (const unit of units(db)) {
		const isHeld = unit.some(
			({ change }) =>
				passed.has(change.changeId) ||
				(change.previousChangeId !== null && passed.has(change.previousChangeId))
		);
		if (!isHeld) yield unit;
		else for (const { change } of unit) passed.add(change.changeId);
	}
}

/** A save puts the changes of a group side by side. */
async function* units(db: MusterDatabase): AsyncGenerator<readonly Waiting[]> {
	let unit: Waiting[] = [];
	let groupId: string | null = null;
	for await (const waiting of unsettled(db)) {
		const belongs = waiting.change.groupId !== null && waiting.change.groupId === groupId;
		if (!belongs && unit.length > 0) {
			yield unit;
			unit = [];
		}
		unit.push(waiting);
		groupId = waiting.change.groupId;
	}
	if (unit.length > 0) yield unit;
}

function envelopesOf(entries: readonly BatchEntry[]): string[] {
	const found = entries.flatMap(({ change }) =>
		change.kind === 'user' && change.password ? [change.password.envelope] : []
	);
	return [...new Set(found)];
}

/** When the oldest waiting change was made, by its id's own clock (UUIDv7); null where none waits. */
export async function oldestUnsentAt(db: MusterDatabase): Promise<string | null> {
	for await (const { change } of unsettled(db)) {
		const timeMs = Number.parseInt(change.changeId.replaceAll('-', '').slice(0, 12), 16);
		return new Date(timeMs).toISOString();
	}
	return null;
}
