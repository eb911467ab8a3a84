/** One schedule: edits, syncs and faults drawn from a seed, then a time without faults, then the check. */
import { IDBFactory } from 'fake-indexeddb';
import { choices } from '../../src/lib/core/settings';
import { unsettled } from '../../src/lib/storage/outbox';
import { carry } from './carry';
import { check } from './check';
import { confirm } from './confirm';
import { addExam, createDevice, type DeviceParts, type SimDevice } from './device';
import { drawEdits } from './draw';
import { saveEdits } from './edits';
import { createLedger, type Ledger } from './ledger';
import { createNetwork, type Network } from './network';
import { createRandom, type Random } from './random';
import { backUp, restore, type Backup } from './restore';
import { createServer, type ServerParts, type SimServer } from './server';
import { undo } from './undo';

export interface Variant extends DeviceParts, Pick<ServerParts, 'afterPush' | 'wrap'> {
	/** Takes part in the answers of the server. */
	readonly onServer?: (server: SimServer) => void;
}

export interface World {
	readonly server: SimServer;
	readonly devices: readonly SimDevice[];
	readonly ledger: Ledger;
	readonly network: Network;
	readonly random: Random;
}

export interface Outcome {
	readonly seed: number;
	/** What the checker found wrong; none is good. */
	readonly faults: readonly string[];
	/** What happened, to read a failure by. */
	readonly log: readonly string[];
}

/** Years that a clock may be off by. */
const mostYears = 10;
const yearMs = 365 * 24 * 3600_000;

export async function runSchedule(seed: number, variant: Variant = {}): Promise<Outcome> {
	const world = await createWorld(seed, variant);
	const { random, network, devices } = world;
	const [first] = devices as [SimDevice];
	const exam = await addExam(first);
	network.isFaulty = false;
	for (const device of devices) await device.sync();
	network.isFaulty = true;
	const tabs = devices.flatMap((device) => device.tabs);
	for (const tab of tabs) tab.crashes = 0.12;
	const people = { world, examId: exam.id, nextNumber: counter() };
	const disk = createDisk(world);
	network.meanwhile = createMeanwhile(people, { tabs, disk });
	const steps = 12 + random.below(12);
	for (let step = 0; step < steps; step += 1) {
		await disk.turn();
		await doSomething(people, random.pick(tabs));
	}
	await heal(world);
	const faults = await check(world);
	for (const { db } of tabs) db.close();
	return { seed, faults, log: network.log };
}

function counter(): () => number {
	let number = 0;
	return () => (number += 1);
}

interface People {
	readonly world: World;
	readonly examId: string;
	readonly nextNumber: () => number;
}

async function doSomething(people: People, device: SimDevice): Promise<void> {
	const { random, network, ledger } = people.world;
	const draw = random.next();
	if (draw < 0.4) await edit(people, device);
	else if (draw < 0.44) await confirm(device, ledger);
	else if (draw < 0.46) await carryAway(people, device);
	else if (draw < 0.49) {
		if (await undo(device, ledger)) network.log.push(`${device.name} takes an upload back`);
	} else if (draw < 0.52) {
		device.skewMs = (random.below(2 * mostYears + 1) - mostYears) * yearMs;
		network.log.push(`the clock of ${device.name} is off by ${device.skewMs / yearMs} years`);
	} else if (draw < 0.9) await sync(people, device);
	else await network.deliverLate();
}

async function edit(people: People, device: SimDevice): Promise<void> {
	const { random, network, ledger } = people.world;
	const intents = await drawEdits(device, people);
	if (intents.length === 0) return;
	const existingDetails = random.pick(choices.existingDetails);
	const uploadType = random.pick(choices.uploadType);
	await saveEdits(device, ledger, { intents, settings: { uploadType, existingDetails } });
	network.log.push(`${device.name} ${intents.map(({ op }) => op).join(' ')}`);
}

async function sync({ world }: People, device: SimDevice): Promise<void> {
	const end = await device.sync();
	const why = end.kind === 'stopped' ? end.stop : end.kind;
	world.network.log.push(`${device.name} syncs: ${why}`);
}

/** To another device, or back to the same one. */
async function carryAway({ world }: People, device: SimDevice): Promise<void> {
	const to = world.random.pick(world.devices);
	const taken = await carry(device, to);
	const waiting: string[] = [];
	for await (const { change } of unsettled(to.db)) waiting.push(change.changeId);
	world.ledger.carry(to.name, waiting);
	world.network.log.push(`${device.name} is carried to ${to.name}: ${taken ?? 'power cut'}`);
}

/** While a request is under way another tab edits or sends, whoever holds the lock, or another device syncs. */
function createMeanwhile(
	people: People,
	{ tabs, disk }: { tabs: readonly SimDevice[]; disk: Disk }
): Network['meanwhile'] {
	const { random, network } = people.world;
	let isBusy = false;
	return async (name, when) => {
		if (isBusy) return;
		isBusy = true;
		network.log.push(`while ${name} waits:`);
		const device = random.pick(tabs);
		// What is answered is not taken back before it is heard: that would be lost with the backup, by anybody's rules.
		if (when === 'before') await disk.turn();
		if (random.chance(0.5)) await edit(people, device);
		else await sync(people, device);
		network.log.push('end of while');
		isBusy = false;
	};
}

interface Disk {
	turn(): Promise<void>;
}

/** In some schedules the server's disk is lost once, and a backup of some step before takes its place. */
function createDisk(world: World): Disk {
	const { random } = world;
	const isLost = random.chance(0.2);
	let backup: Backup | null = null;
	let isOver = !isLost;
	return {
		async turn() {
			if (isOver || !random.chance(0.2)) return;
			if (backup) {
				await restore(world, backup);
				isOver = true;
			} else backup = await backUp(world);
		}
	};
}

async function createWorld(seed: number, variant: Variant): Promise<World> {
	const random = createRandom(seed);
	const ledger = createLedger();
	let clockMs = Date.UTC(2026, 0, 1);
	const nowMs = () => (clockMs += 1000);
	const names = new Map<string, string>();
	const { afterPush, wrap } = variant;
	const server = await createServer({
		nowMs,
		onCommit: (session, body, answer) =>
			ledger.commit(names.get(session.accountId) ?? '', body, {
				...answer,
				isLate: network.isLate
			}),
		...(afterPush ? { afterPush } : {}),
		...(wrap ? { wrap } : {})
	});
	variant.onServer?.(server);
	const network = createNetwork(server, random);
	const devices: SimDevice[] = [];
	for (const name of ['A', 'B', 'C']) {
		const session = await server.signIn(name);
		names.set(session.accountId, name);
		const transport = network.transportFor(name, session);
		const onCycle = async () => ledger.cycleBegins(name, await server.version());
		const indexedDB = new IDBFactory();
		const input = { name, session, transport, random, nowMs, parts: variant, indexedDB, onCycle };
		const device = await createDevice(input);
		devices.push(device);
		if (name === 'A') await createDevice({ ...input, first: device });
	}
	return { server, devices, ledger, network, random };
}

const mostRounds = 10;

/** No more faults: what was on its way arrives, and all devices sync until nothing changes. */
async function heal({ network, devices, ledger }: World): Promise<void> {
	network.isFaulty = false;
	for (let late = 0; late < 20; late += 1) await network.deliverLate();
	const tabs = devices.flatMap((device) => device.tabs);
	for (const tab of tabs) tab.crashes = 0;
	for (let round = 0; round < mostRounds; round += 1) {
		const before = tabs.map(({ steps }) => steps);
		for (const tab of tabs) {
			await tab.sync();
			await confirm(tab, ledger);
		}
		if (tabs.every(({ steps }, place) => steps === before[place])) return;
	}
}
