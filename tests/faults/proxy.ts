/** A network that fails on order: it stands between device and server and treats each connection as it is told. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Flip =
	/** Both sides are cut once so many bytes of the request are through. */
	| { readonly kind: 'cut request'; readonly at: number }
	/** Both sides are cut once so many bytes of the answer are through: the server is done, the device does not know. */
	| { readonly kind: 'cut answer'; readonly at: number }
	/** Half-closed: the server sees the request end there, in order; the answer may still pass. */
	| { readonly kind: 'end request'; readonly at: number }
	/** The device sees the answer end there, in order. */
	| { readonly kind: 'end answer'; readonly at: number }
	/** The request is held back, and reaches the server even when the device has given up and sent again. */
	| { readonly kind: 'late'; readonly ms: number }
	/** The same request reaches the server twice at the same time; one of the answers is dropped. */
	| { readonly kind: 'twice' }
	/** Bytes that no JSON holds stand in the place of others from there on. */
	| { readonly kind: 'garble request'; readonly at: number }
	| { readonly kind: 'garble answer'; readonly at: number }
	/** 2 kB a second towards the server. */
	| { readonly kind: 'slow' }
	| { readonly kind: 'none' };

export interface Proxy {
	readonly port: number;
	/** What happens to the next connection; those after it pass. */
	flipNext(flip: Flip): void;
	/** Resolves when nothing is under way. */
	settled(): Promise<void>;
	stop(): Promise<void>;
}

export async function startProxy(serverPort: number): Promise<Proxy> {
	let next: Flip = { kind: 'none' };
	const upstreams = new Set<Socket>();
	const devices = new Set<Socket>();
	const server = createServer({ allowHalfOpen: true }, (device) => {
		const flip = next;
		next = { kind: 'none' };
		const upstream = connect({ port: serverPort, host: '127.0.0.1', allowHalfOpen: true });
		keep(upstreams, upstream);
		keep(devices, device);
		// A cut is what is wanted; both ends hear of it themselves.
		device.on('error', () => undefined);
		upstream.on('error', () => device.destroy());
		if (flip.kind === 'twice') passTwin(device, serverPort, upstreams);
		passRequest(device, upstream, flip);
		passAnswer(device, upstream, flip);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		flipNext: (flip) => (next = flip),
		async settled() {
			while (upstreams.size > 0) await Promise.all([...upstreams].map((one) => once(one, 'close')));
		},
		async stop() {
			server.close();
			for (const socket of [...upstreams, ...devices]) socket.destroy();
			await once(server, 'close');
		}
	};
}

function keep(sockets: Set<Socket>, socket: Socket): void {
	sockets.add(socket);
	socket.once('close', () => sockets.delete(socket));
}

function passRequest(device: Socket, upstream: Socket, flip: Flip): void {
	if (flip.kind === 'late') return passLate(device, upstream, flip.ms);
	if (flip.kind === 'slow') return passSlowly(device, upstream);
	const garble = flip.kind === 'garble request' ? garbler(flip.at) : asIs;
	const limit = flip.kind === 'cut request' || flip.kind === 'end request' ? flip.at : Infinity;
	passUpTo(
		limit,
		device,
		(bytes) => upstream.write(garble(bytes)),
		() => {
			if (flip.kind === 'cut request') cut(device, upstream);
			else upstream.end();
		}
	);
	device.on('close', () => upstream.end());
}

function passLate(device: Socket, upstream: Socket, ms: number): void {
	const held: Buffer[] = [];
	device.on('data', (bytes: Buffer) => held.push(bytes));
	setTimeout(() => {
		upstream.write(Buffer.concat(held));
		// Even where the device left in the middle, the server must not wait for the rest.
		if (device.destroyed || device.readableEnded) upstream.end();
		else device.once('close', () => upstream.end());
	}, ms);
}

/** The twin ends when the device does, and nobody reads its answer. */
function passTwin(device: Socket, port: number, upstreams: Set<Socket>): void {
	const twin = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
	keep(upstreams, twin);
	twin.on('error', () => undefined);
	twin.resume();
	device.on('data', (bytes: Buffer) => twin.write(bytes));
	device.on('close', () => twin.end());
	twin.on('end', () => twin.end());
}

const slowStepMs = 50;
const slowStepBytes = 100;

function passSlowly(device: Socket, upstream: Socket): void {
	let waiting = Buffer.alloc(0);
	let hasEnded = false;
	device.on('data', (bytes: Buffer) => (waiting = Buffer.concat([waiting, bytes])));
	const end = () => (hasEnded = true);
	device.on('end', end);
	device.on('close', end);
	const timer = setInterval(() => {
		upstream.write(waiting.subarray(0, slowStepBytes));
		waiting = waiting.subarray(slowStepBytes);
		if (hasEnded && waiting.length === 0) upstream.end();
	}, slowStepMs);
	upstream.on('close', () => clearInterval(timer));
}

const asIs = (bytes: Buffer): Buffer => bytes;
/** Longer than any run of bytes that could be left out unseen. */
const garbledBytes = 16;

/** Control characters, which JSON forbids in texts and between them, and HTTP in its head. */
function garbler(at: number): (bytes: Buffer) => Buffer {
	let left = at;
	return (bytes) => {
		const start = left;
		left -= bytes.length;
		if (start < 0 || start >= bytes.length) return bytes;
		const copy = Buffer.from(bytes);
		return copy.fill(1, start, Math.min(copy.length, start + garbledBytes));
	};
}

function passAnswer(device: Socket, upstream: Socket, flip: Flip): void {
	const limit = flip.kind === 'cut answer' || flip.kind === 'end answer' ? flip.at : Infinity;
	const garble = flip.kind === 'garble answer' ? garbler(flip.at) : asIs;
	const give = (bytes: Buffer) => !device.destroyed && device.write(garble(bytes));
	passUpTo(limit, upstream, give, () => {
		if (flip.kind === 'cut answer') return cut(device, upstream);
		device.end();
		upstream.end();
	});
}

/** Calls `onEnd` once: at the limit, or where the sender ends. */
function passUpTo(
	limit: number,
	from: Socket,
	give: (bytes: Buffer) => unknown,
	onEnd: () => void
): void {
	let left = limit;
	let hasEnded = false;
	const end = () => {
		if (!hasEnded) onEnd();
		hasEnded = true;
	};
	from.on('data', (bytes: Buffer) => {
		if (hasEnded) return;
		give(bytes.subarray(0, Math.min(bytes.length, left)));
		left -= bytes.length;
		if (left <= 0) end();
	});
	from.on('end', end);
}

function cut(...sockets: readonly Socket[]): void {
	for (const socket of sockets) socket.resetAndDestroy();
}
