/**
 * The server's entry around adapter-node's handler: it sets the headers on every answer, static files and failures
 * included, tells the handler its own address, and stops without cutting answers off.
 */
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { securityHeaders } from './headers.js';

/** @typedef {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse, next: () => void) => void} Handler */

const stopWithinMs = 10_000;
const loopback = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

/**
 * Serves the build until it is told to stop. PORT 0 takes a free one.
 * @param {NodeJS.ProcessEnv} env PORT, HOST, ORIGIN, DATA_DIR; the last two are filled in for the handler
 */
export async function serve(env) {
	const host = env['HOST'] || '127.0.0.1';
	/** @type {Promise<Handler>} */
	let handler;
	/** @type {string | undefined} */
	let loopbackOrigin;
	const server = createServer((request, response) => {
		for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
		const elsewhere = otherLoopbackName(request, loopbackOrigin);
		if (elsewhere) response.writeHead(307, { location: elsewhere }).end();
		else void handler.then((answer) => answer(request, response, () => notFound(response)));
	});
	handler = listen(server, Number(env['PORT'] || 3000), host).then((port) => {
		env['DATA_DIR'] = resolve(env['DATA_DIR'] || './data');
		if (!env['ORIGIN']) {
			env['ORIGIN'] = ownOrigin(host, port);
			if (loopback.has(host)) loopbackOrigin = env['ORIGIN'];
		}
		// By a name the type check does not follow: there may be no build yet when it runs.
		return import(/* @vite-ignore */ new URL('../../../build/handler.js', import.meta.url).href);
	}).then((built) => built.handler);
	try {
		await handler;
	} catch (error) {
		const failure = /** @type {NodeJS.ErrnoException} */ (error);
		const isTaken = failure.code === 'EADDRINUSE';
		console.error(isTaken ? `Port ${env['PORT'] || 3000} is taken: set PORT.` : failure.message);
		process.exit(1);
	}
	stopOnSignal(server);
	announce(String(env['ORIGIN']), host);
}

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @param {string} host
 * @returns {Promise<number>} the port it listens on
 */
function listen(server, port, host) {
	return new Promise((resolved, rejected) => {
		server.once('error', rejected);
		server.listen(port, host, () => {
			const address = server.address();
			resolved(typeof address === 'object' && address ? address.port : port);
		});
	});
}

/**
 * The address people open. A server on all interfaces names the first one of the network.
 * @param {string} host
 * @param {number} port
 */
function ownOrigin(host, port) {
	const all = host === '0.0.0.0' || host === '::';
	const seen = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
	const outer = seen.find((address) => !address.internal && address.family === 'IPv4')?.address;
	const name = all ? (outer ?? '127.0.0.1') : host;
	return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/**
 * Another name of this machine is another origin to the browser, with a store of its own: people would miss there what
 * they saved under the first name.
 * @param {import('node:http').IncomingMessage} request
 * @param {string | undefined} origin of a server that only this machine reaches
 */
function otherLoopbackName(request, origin) {
	if (!origin || request.method !== 'GET' || !request.url?.startsWith('/')) return undefined;
	if (request.headers['sec-fetch-mode'] !== 'navigate') return undefined;
	const { host, port } = new URL(origin);
	const asked = request.headers.host ?? host;
	const isOther = asked !== host && [...loopback].some((name) => asked === `${name}:${port}`);
	return isOther ? origin + request.url : undefined;
}

/** @param {import('node:http').ServerResponse} response */
function notFound(response) {
	response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
}

/** @param {import('node:http').Server} server */
function stopOnSignal(server) {
	let stopping = false;
	const stop = () => {
		if (stopping) return;
		stopping = true;
		server.close(() => process.exit(0));
		server.closeIdleConnections();
		setTimeout(() => server.closeAllConnections(), stopWithinMs).unref();
	};
	process.on('SIGTERM', stop);
	process.on('SIGINT', stop);
}

/**
 * @param {string} origin
 * @param {string} host
 */
function announce(origin, host) {
	console.log(`Muster is ready at ${origin}`);
	if (!loopback.has(host) && origin.startsWith('http://')) {
		console.log(
			'Other devices need HTTPS: over plain HTTP a browser offers neither offline use nor encryption. Put a reverse proxy in front and set ORIGIN.'
		);
	}
}
