/** The log of requests: one line of JSON each, without a person's name, id or address, and without what was asked for. */

export interface Answered {
	readonly atMs: number;
	readonly method: string;
	/** The pattern, as in `/api/photos/[sha256]`; null where there is no such page. */
	readonly route: string | null;
	readonly status: number;
	readonly ms: number;
	readonly requestId: string;
}

const methods: ReadonlySet<string> = new Set([
	'GET',
	'HEAD',
	'POST',
	'PUT',
	'PATCH',
	'DELETE',
	'OPTIONS'
]);

export function logLine({ atMs, method, route, status, ms, requestId }: Answered): string {
	return JSON.stringify({
		time: new Date(atMs).toISOString(),
		method: methods.has(method) ? method : 'other',
		route: route ?? 'none',
		status,
		ms: Math.round(ms),
		requestId
	});
}
