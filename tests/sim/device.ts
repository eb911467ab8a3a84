/** A device of the simulation: the real storage and sync code on a database in memory. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { HashSecret } from '../../src/lib/core/hash';
import { uuidv7 } from '../../src/lib/core/ids';
import type { Exam, User } from '../../src/lib/core/records';
import type { Session } from '../../src/lib/server/session';
import { openDatabase, type MusterDatabase } from '../../src/lib/storage/db';
import { createExam } from '../../src/lib/storage/exams';
import { loadIndex, takeWritten, type UserIndex } from '../../src/lib/storage/users';
import { findCollisions, type Collision } from '../../src/lib/sync/collisions';
import { runCycle, type BatchSize, type CycleEnd } from '../../src/lib/sync/cycle';
import type { Mirror } from '../../src/lib/sync/mirror';
import { createOutbox, type Outbox } from '../../src/lib/sync/push';
import type { Transport } from '../../src/lib/sync/transport';
import type { Random } from './random';

export class DeviceCrash extends Error {}

/** Where a planted fault takes the place of the real part. */
export interface DeviceParts {
	readonly outbox?: (outbox: Outbox, device: SimDevice) => Outbox;
	readonly transport?: (transport: Transport, device: SimDevice) => Transport;
}

export interface SimDevice {
	readonly name: string;
	readonly session: Session;
	readonly db: MusterDatabase;
	readonly mirror: Mirror;
	readonly random: Random;
	readonly deviceId: string;
	readonly secret: HashSecret;
	/** The index in memory; a crash loses it. */
	index: UserIndex | null;
	/** Part of the answers that the device dies on before it has stored them. */
	crashes: number;
	/** Creations that wait for a word. */
	collisions: readonly Collision[];
	/** False after a crash: what was found is forgotten. */
	hasLooked: boolean;
	/** Rows taken and changes settled so far. */
	steps: number;
	readonly newId: () => string;
	readonly nowMs: () => number;
	sync(): Promise<CycleEnd>;
}

export interface DeviceInput {
	readonly name: string;
	readonly session: Session;
	readonly transport: Transport;
	readonly random: Random;
	readonly nowMs: () => number;
	readonly parts: DeviceParts;
}

export async function createDevice(input: DeviceInput): Promise<SimDevice> {
	const { name, session, random, nowMs, parts } = input;
	const db = openDatabase(name, {
		indexedDB: new IDBFactory(),
		IDBKeyRange,
		cache: 'disabled'
	});
	await db.open();
	const secret = { low: random.below(2 ** 31), high: random.below(2 ** 31) };
	const newId = () => uuidv7(nowMs(), random.bytes(10));
	const fresh = async () => (device.index ??= await loadIndex(db, secret));
	const mirror: Mirror = {
		db,
		now: () => new Date(nowMs()).toISOString(),
		async write(work) {
			const index = await fresh();
			const result = await work(index);
			takeWritten(index, result.written);
			return result;
		}
	};
	const batchSize: BatchSize = { changes: 1 + random.below(6) };
	const device: SimDevice = {
		name,
		session,
		db,
		mirror,
		random,
		newId,
		nowMs,
		deviceId: newId(),
		secret,
		index: null,
		crashes: 0,
		steps: 0,
		collisions: [],
		hasLooked: false,
		async sync() {
			const real = createOutbox(mirror);
			const outbox = crashing(parts.outbox?.(real, device) ?? real, device);
			try {
				return await runCycle({
					mirror,
					transport: parts.transport?.(input.transport, device) ?? input.transport,
					outbox,
					organisationId: session.organisationId,
					deviceId: device.deviceId,
					newId,
					batchSize,
					inTurn: (step) => step(),
					findHeld: async (hasChanged) => {
						if (hasChanged || !device.hasLooked)
							device.collisions = await findCollisions(db, await fresh());
						device.hasLooked = true;
						return new Set(device.collisions.map(({ create }) => create.changeId));
					},
					onStep: ({ pulled, settled }) => void (device.steps += pulled + settled),
					isOver: () => false
				});
			} catch (error) {
				if (!(error instanceof DeviceCrash)) throw error;
				device.index = null;
				device.hasLooked = false;
				return { kind: 'stopped', stop: 'offline', status: null, retryAfterSeconds: null };
			}
		}
	};
	return device;
}

function crashing(outbox: Outbox, device: SimDevice): Outbox {
	return {
		...outbox,
		async settle(batch, outcomes) {
			if (device.random.chance(device.crashes)) throw new DeviceCrash();
			return outbox.settle(batch, outcomes);
		}
	};
}

export async function addExam(device: SimDevice): Promise<Exam> {
	const exam: Exam = {
		id: device.newId(),
		name: 'Anatomy',
		kind: 'standard',
		startsAt: null,
		venues: [],
		version: 0,
		deletedAt: null,
		createdAt: device.mirror.now()
	};
	await createExam(device.db, exam, device.newId());
	device.index = null;
	return exam;
}

/** All users as the device shows them, deleted ones too. */
export async function shownUsers({ db }: SimDevice): Promise<User[]> {
	const pages = await db.userPages.toArray();
	return pages.flatMap(({ users }) => users);
}
