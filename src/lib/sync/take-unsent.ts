/**
 * A file of unsent changes → this device (Y6, PROTOCOL 6). The changes keep their ids, so that those which the server or
 * this device has already do nothing again; they join what waits here, and are sent and settled like it.
 */
import type { Change } from '../core/change';
import type { MusterDatabase } from '../storage/db';
import { carriedOwner, putEnvelopes, releaseCarried } from '../storage/envelopes';
import type { Mirror } from './mirror';
import { takeChanges, takeRefused, type Carried } from './take-changes';
import { readUnsent, type CarriedUpload, type UnsentLine } from './unsent-file';

export interface UnsentCounts {
	readonly uploads: readonly CarriedUpload[];
	/** Changes of users: what people count. */
	readonly changes: number;
	readonly refused: number;
	readonly photos: number;
	/** Of the changes and refused ones, those that this device knows already. */
	readonly known: number;
}

/**
 * Reads the whole file and stores nothing.
 * @throws Failure 'unsent_damaged', 'unsent_newer'
 */
export async function countUnsent(db: MusterDatabase, file: Blob): Promise<UnsentCounts> {
	const known = await knownIds(db);
	const uploads: CarriedUpload[] = [];
	const counts = { changes: 0, refused: 0, photos: 0, known: 0 };
	for await (const line of readUnsent(file)) {
		if (line.kind === 'upload') uploads.push(line.upload);
		if (line.kind === 'photo') counts.photos += 1;
		if (line.kind !== 'change' && line.kind !== 'refused') continue;
		if (line.change.kind !== 'user') continue;
		counts[line.kind === 'change' ? 'changes' : 'refused'] += 1;
		if (known.has(line.change.changeId)) counts.known += 1;
	}
	return { uploads, ...counts };
}

/** Changes taken in one transaction; a group is never cut. */
const stepChanges = 1000;

/**
 * Takes what is not known here. Broken off, it is begun again: what was taken is known then. Nothing may be sent
 * meanwhile. Tells how many changes of users were taken; those of exams are not counted, here as everywhere.
 * @throws Failure 'unsent_damaged', 'unsent_newer': what stands before the fault is taken
 */
export async function takeUnsent(mirror: Mirror, file: Blob): Promise<number> {
	const { db } = mirror;
	const known = await knownIds(db);
	const uploads = new Map<string, CarriedUpload>();
	const carried: Carried = { mirror, uploads };
	let waiting: Change[] = [];
	let taken = 0;
	const flush = async () => {
		if (waiting.length > 0) await takeChanges(carried, waiting);
		taken += waiting.filter(({ kind }) => kind === 'user').length;
		waiting = [];
	};
	for await (const line of readUnsent(file)) {
		if (line.kind !== 'change') await flush();
		if (line.kind === 'upload') uploads.set(line.upload.id, line.upload);
		else if (line.kind === 'envelope') await takeEnvelope(db, line);
		else if (line.kind === 'photo') await takePhoto(db, line);
		else if (known.has(line.change.changeId)) continue;
		else if (line.kind === 'refused') {
			await takeRefused(carried, line);
			taken += Number(line.change.kind === 'user');
		} else {
			const { change } = line;
			const isOfGroup = change.groupId !== null && change.groupId === waiting.at(-1)?.groupId;
			if (waiting.length >= stepChanges && !isOfGroup) await flush();
			waiting.push(change);
		}
	}
	await flush();
	await releaseCarried(db);
	return taken;
}

/** Of changes that wait here, came back, were given up or were taken by the server. */
async function knownIds(db: MusterDatabase): Promise<ReadonlySet<string>> {
	const known = new Set<string>();
	const cameBack = [
		await db.attention.toCollection().primaryKeys(),
		await db.dropped.toCollection().primaryKeys()
	];
	for (const id of cameBack.flat()) known.add(id);
	for (const first of await db.changePages.toCollection().primaryKeys()) {
		const page = await db.changePages.get(first);
		for (const change of [...(page?.changes ?? []), ...(page?.applied ?? [])]) {
			if (change) known.add(change.changeId);
		}
	}
	return known;
}

type LineOf<K extends UnsentLine['kind']> = Extract<UnsentLine, { kind: K }>;

/** Before the changes that refer to it, which count themselves as its uses. */
async function takeEnvelope(db: MusterDatabase, line: LineOf<'envelope'>): Promise<void> {
	const { sha256, bytes, isMade } = line;
	if (await db.envelopes.get(sha256)) return;
	await putEnvelopes(db, [{ sha256, bytes, isMade, draftId: carriedOwner }]);
}

/** Before its change too: what no change refers to in the end goes with the next sending. */
async function takePhoto(db: MusterDatabase, line: LineOf<'photo'>): Promise<void> {
	const { sha256, source, bytes, thumbnail, state } = line;
	const stored = await db.photos.get(sha256);
	if (stored && stored.state !== 'missing' && stored.state !== 'draft') return;
	await db.photos.put({ sha256, source, bytes, thumbnail, state });
}
