import { networkInterfaces } from 'node:os';

/**
 * The address people open where ORIGIN is not set. A server on all interfaces names the first one of the network.
 * @param {string} host
 * @param {number} port
 */
export function originOf(host, port) {
	const all = host === '0.0.0.0' || host === '::';
	const seen = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
	const outer = seen.find((address) => !address.internal && address.family === 'IPv4')?.address;
	const name = all ? (outer ?? '127.0.0.1') : host;
	return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
