/**
 * The server's entry around adapter-node's handler: it sets the headers on every answer, static files and failures
 * included, tells the handler its own address, and stops without cutting answers off.
 */
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { securityHeaders } from './headers.js';
import { originOf } from './origin.js';

/**
 * @typedef {import('node:http').Server} Server
 * @typedef {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => void} Handler
 * @typedef {(...args: [...Parameters<Handler>, next: () => void]) => void} ConnectHandler
 */

const stopWithinMs = 10_000;
const loopback = new Set(['localhost', '127.0.0.1', '::1', '[::1]']);

/**
 * Serves the build until it is told to stop.
 * @param {NodeJS.ProcessEnv} env PORT (0: a free one), HOST, ORIGIN, DATA_DIR; the last two are filled in for the handler
 * @param {URL} build the folder that adapter-node made
 */
export async function serve(env, build = new URL('../../../build/', import.meta.url)) {
	const host = env['HOST'] || '127.0.0.1';
	const port = Number(env['PORT'] || 3000);
	/** @type {Handler} */
	let handler = (_, response) => {
		response.writeHead(503, { 'retry-after': '1' }).end();
	};
	const server = createServer((request, response) => {
		for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
		handler(request, response);
	});
	try {
		// The handler reads its address once, when it is loaded.
		const ownOrigin = originOf(host, await listen(server, port, host));
		const isOnlyHere = !env['ORIGIN'] && loopback.has(host);
		env['ORIGIN'] ||= ownOrigin;
		// A push has up to 1 MiB (Y2); each endpoint counts for itself, and answers in words.
		env['BODY_SIZE_LIMIT'] ||= '2M';
		env['DATA_DIR'] = resolve(env['DATA_DIR'] || './data');
		const built = await load(build);
		handler = isOnlyHere ? underOneName(ownOrigin, built) : built;
	} catch (error) {
		const failure = /** @type {NodeJS.ErrnoException} */ (error);
		const isTaken = failure.code === 'EADDRINUSE';
		console.error(isTaken ? `Port ${port} is taken: set PORT.` : failure.message);
		process.exit(1);
	}
	stopOnSignal(server);
	announce(env['ORIGIN'], host);
}

/**
 * @param {URL} build
 * @returns {Promise<Handler>}
 */
async function load(build) {
	/** @type {unknown} */
	const built = await import(new URL('handler.js', build).href);
	const { handler } = /** @type {{ handler: ConnectHandler }} */ (built);
	return (request, response) => {
		handler(request, response, () => response.writeHead(404).end());
	};
}

/**
 * @param {Server} server
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
 * Sends pages asked for under another name of this machine on to the one address. Another name is another origin, with
 * a store of its own: people would miss there what they saved under the first.
 * @param {string} origin of a server that only this machine reaches
 * @param {Handler} handler
 * @returns {Handler}
 */
function underOneName(origin, handler) {
	const { host, port } = new URL(origin);
	const others = [...loopback].map((name) => `${name}:${port}`).filter((name) => name !== host);
	return (request, response) => {
		const isPage = request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate';
		if (isPage && others.includes(request.headers.host ?? '')) {
			response.writeHead(307, { location: origin + request.url }).end();
		} else {
			handler(request, response);
		}
	};
}

/** @param {Server} server */
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
