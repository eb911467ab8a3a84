/** A device of the simulation: the real storage and sync code on a database in memory. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { HashSecret } from '../../src/lib/core/hash';
import { uuidv7 } from '../../src/lib/core/ids';
import type { Exam, User } from '../../src/lib/core/records';
import type { Session } from '../../src/lib/server/session';
import { openDatabase, type MusterDatabase } from '../../src/lib/storage/db';
import { readMeta } from '../../src/lib/storage/meta';
import { createExam } from '../../src/lib/storage/exams';
import { loadIndex, takeWritten, type UserIndex } from '../../src/lib/storage/users';
import { findCollisions, type Collision } from '../../src/lib/sync/collisions';
import { runCycle, type BatchSize, type CycleEnd } from '../../src/lib/sync/cycle';
import type { Mirror } from '../../src/lib/sync/mirror';
import { createOutbox, type Outbox } from '../../src/lib/sync/push';
import type { Transport } from '../../src/lib/sync/transport';
import { NoAnswer } from '../../src/lib/sync/transport';
import { DeviceCrash, isOut, withPower } from './power';
import type { Random } from './random';

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
	/** Part of the answers that the device dies on before it has stored them, and of the syncs with a power cut. */
	crashes: number;
	/** The same database in another tab, with an index and a cycle of its own. */
	readonly tabs: SimDevice[];
	/** What the clock is off by; it may jump. */
	skewMs: number;
	/** Creations that wait for a word. */
	collisions: readonly Collision[];
	/** False after a crash: what was found is forgotten. */
	hasLooked: boolean;
	isSyncing: boolean;
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
	/** Told before a cycle, where no other tab is in the middle of one. */
	readonly onCycle?: () => Promise<void>;
	/** The first tab, where this is another of the same profile. */
	readonly first?: SimDevice;
	readonly indexedDB?: IDBFactory;
}

export async function createDevice(input: DeviceInput): Promise<SimDevice> {
	const { name, session, random, parts, first } = input;
	const db = openDatabase(name, {
		indexedDB: input.indexedDB ?? new IDBFactory(),
		IDBKeyRange,
		cache: 'disabled'
	});
	await db.open();
	const secret = first?.secret ?? { low: random.below(2 ** 31), high: random.below(2 ** 31) };
	const nowMs = (): number => input.nowMs() + device.skewMs;
	const newId = () => uuidv7(nowMs(), random.bytes(10));
	const fresh = () => freshIndex(device);
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
		deviceId: first?.deviceId ?? uuidv7(input.nowMs(), random.bytes(10)),
		secret,
		index: null,
		crashes: 0,
		tabs: first?.tabs ?? [],
		skewMs: 0,
		isSyncing: false,
		steps: 0,
		collisions: [],
		hasLooked: false,
		async sync() {
			const end = await withPower(device, () => cycle());
			device.isSyncing = false;
			return end ?? { kind: 'stopped', stop: 'offline', status: null, retryAfterSeconds: null };
		}
	};
	device.tabs.push(device);
	let lookedAt = -1;

	async function cycle(): Promise<CycleEnd> {
		if (device.tabs.every((tab) => !tab.isSyncing)) await input.onCycle?.();
		device.isSyncing = true;
		const real = createOutbox(mirror);
		const outbox = crashing(parts.outbox?.(real, device) ?? real, device);
		const transport = parts.transport?.(input.transport, device) ?? input.transport;
		return runCycle({
			mirror,
			transport: (path, request) => {
				if (isOut(device)) throw new NoAnswer(false);
				return transport(path, request);
			},
			outbox,
			organisationId: session.organisationId,
			deviceId: device.deviceId,
			newId,
			batchSize,
			inTurn: (step) => step(),
			findHeld: async () => {
				const index = await fresh();
				if (index.generation !== lookedAt || !device.hasLooked)
					device.collisions = await findCollisions(db, index);
				lookedAt = index.generation;
				device.hasLooked = true;
				return new Set(device.collisions.map(({ create }) => create.changeId));
			},
			onStep: ({ pulled, settled }) => void (device.steps += pulled + settled),
			isOver: () => false
		});
	}
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

/** The index, loaded again where another tab has written. */
export async function freshIndex(device: SimDevice): Promise<UserIndex> {
	const generation = await readMeta(device.db, 'generation');
	if (device.index?.generation !== generation)
		device.index = await loadIndex(device.db, device.secret);
	return device.index;
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
