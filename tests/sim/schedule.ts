/** One schedule: edits, syncs and faults drawn from a seed, then a time without faults, then the check. */
import { createDevice, addExam, type DeviceParts, type SimDevice } from './device';
import { choices } from '../../src/lib/core/settings';
import { check } from './check';
import { confirm } from './confirm';
import { drawEdits, saveEdits } from './edits';
import { createLedger, type Ledger } from './ledger';
import { createNetwork, type Network } from './network';
import { createRandom, type Random } from './random';
import { createServer, type SimServer, type ServerParts } from './server';

export interface Variant extends DeviceParts {
	readonly afterPush?: NonNullable<ServerParts['afterPush']>;
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

export async function runSchedule(seed: number, variant: Variant = {}): Promise<Outcome> {
	const world = await createWorld(seed, variant);
	const { random, network, devices, ledger } = world;
	const [first] = devices as [SimDevice];
	const exam = await addExam(first);
	network.isFaulty = false;
	for (const device of devices) await device.sync();
	network.isFaulty = true;
	for (const device of devices) device.crashes = 0.12;
	let number = 0;
	const steps = 12 + random.below(9);
	for (let step = 0; step < steps; step += 1) {
		const device = random.pick(devices);
		const draw = random.next();
		if (draw < 0.45) {
			const intents = await drawEdits(device, { examId: exam.id, nextNumber: () => ++number });
			const existingDetails = random.pick(choices.existingDetails);
			const uploadType = random.pick(choices.uploadType);
			await saveEdits(device, ledger, { intents, settings: { uploadType, existingDetails } });
			network.log.push(`${device.name} ${intents.map(({ op }) => op).join(' ')}`);
		} else if (draw < 0.5) await confirm(device, ledger);
		else if (draw < 0.9) {
			const { kind } = await device.sync();
			network.log.push(`${device.name} syncs: ${kind}`);
		} else await network.deliverLate();
	}
	await heal(world);
	return { seed, faults: await check(world), log: network.log };
}

async function createWorld(seed: number, variant: Variant): Promise<World> {
	const random = createRandom(seed);
	const ledger = createLedger();
	let clockMs = Date.UTC(2026, 0, 1);
	const nowMs = () => (clockMs += 1000);
	const names = new Map<string, string>();
	const server = await createServer({
		nowMs,
		onCommit: (session, body, answer) =>
			ledger.commit(names.get(session.accountId) ?? '', body, answer),
		...(variant.afterPush ? { afterPush: variant.afterPush } : {})
	});
	variant.onServer?.(server);
	const network = createNetwork(server, random);
	const devices: SimDevice[] = [];
	for (const name of ['A', 'B']) {
		const session = await server.signIn(name);
		names.set(session.accountId, name);
		const transport = network.transportFor(session);
		// A device whose clock is years off changes nothing.
		const skewMs = name === 'B' ? -5 * 365 * 24 * 3600_000 : 0;
		const own = () => nowMs() + skewMs;
		devices.push(
			await createDevice({ name, session, transport, random, nowMs: own, parts: variant })
		);
	}
	return { server, devices, ledger, network, random };
}

const mostRounds = 8;

/** No more faults: what was on its way arrives, and both devices sync until nothing changes. */
async function heal({ network, devices, ledger }: World): Promise<void> {
	network.isFaulty = false;
	for (let late = 0; late < 20; late += 1) await network.deliverLate();
	for (const device of devices) device.crashes = 0;
	for (let round = 0; round < mostRounds; round += 1) {
		const before = devices.map(({ steps }) => steps);
		for (const device of devices) {
			await device.sync();
			await confirm(device, ledger);
		}
		if (devices.every(({ steps }, place) => steps === before[place])) return;
	}
}
