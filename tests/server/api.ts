/** The endpoints under /api in this process, behind the real door of the server (`hooks.server.ts`). */
import { handle } from '../../src/hooks.server';
import { addressCount } from './addresses';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD';
type Endpoint = (event: object) => Promise<Response>;

const modules = import.meta.glob<Partial<Record<Method, Endpoint>>>(
	'../../src/routes/api/**/+server.ts',
	{ eager: true }
);

export const origin = 'https://muster.example';

/** By route id, as in `/api/accounts/[id]`. */
export const endpoints: ReadonlyMap<string, Partial<Record<Method, Endpoint>>> = new Map(
	Object.entries(modules).map(([path, endpoint]) => [
		path.replace(/^.*\/src\/routes/, '').replace('/+server.ts', ''),
		endpoint
	])
);

/** Each operation there is, as in `PUT /api/accounts/[id]`. */
export const operations: readonly string[] = [...endpoints].flatMap(([route, endpoint]) =>
	Object.keys(endpoint)
		.filter((name) => /^[A-Z]+$/.test(name))
		.map((method) => `${method} ${route}`)
);

export interface ApiRequest {
	readonly method: Method;
	/** With its search. */
	readonly path: string;
	readonly cookie?: string | null;
	/** Bytes go as they are, all else as JSON. */
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}

export async function ask(request: ApiRequest): Promise<Response> {
	const url = new URL(request.path, origin);
	const { route, params } = routeOf(url.pathname);
	const address = `10.1.${String(++addressCount.of >> 8)}.${String(addressCount.of & 255)}`;
	const event = {
		url,
		request: toRequest(url, request),
		route: { id: route },
		params,
		locals: {},
		getClientAddress: () => address
	};
	const resolve = async () => {
		const endpoint = endpoints.get(route ?? '')?.[request.method];
		return endpoint ? endpoint(event) : new Response(null, { status: 405 });
	};
	return handle({ event, resolve } as unknown as Parameters<typeof handle>[0]);
}

function toRequest(url: URL, { method, cookie, body, headers = {} }: ApiRequest): Request {
	const isBytes = body instanceof Uint8Array;
	const init: RequestInit = { method, headers: { origin, ...headers } };
	const own = init.headers as Record<string, string>;
	if (method !== 'GET')
		own['content-type'] = isBytes ? 'application/octet-stream' : 'application/json';
	if (cookie) own['cookie'] = cookie;
	if (body !== undefined) init.body = isBytes ? Buffer.from(body) : JSON.stringify(body);
	return new Request(url, init);
}

function routeOf(path: string): { route: string | null; params: Record<string, string> } {
	// As Kit does it: a path without parameters comes first.
	if (endpoints.has(path)) return { route: path, params: {} };
	for (const route of endpoints.keys()) {
		const names = [...route.matchAll(/\[(\w+)\]/g)].map(([, name]) => name ?? '');
		const found = new RegExp(`^${route.replace(/\[\w+\]/g, '([^/]+)')}$`).exec(path);
		if (!found) continue;
		const params = names.map((name, place) => [name, decodeURIComponent(found[place + 1] ?? '')]);
		return { route, params: Object.fromEntries(params) as Record<string, string> };
	}
	return { route: null, params: {} };
}

/** What a browser would send back. */
export function cookieOf(answer: Response): string {
	return answer.headers
		.getSetCookie()
		.map((line) => line.split(';', 1)[0])
		.join('; ');
}
