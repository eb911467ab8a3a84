/** The gate before every write under /api (X1). Kit's own check covers forms only; JSON must be checked here. */

export type WriteRefusal =
	| { readonly status: 403; readonly code: 'origin_not_allowed' }
	| { readonly status: 415; readonly code: 'content_type_not_allowed' };

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const json = ['application/json'];
const others: readonly (readonly [prefix: string, types: readonly string[]])[] = [
	['/api/envelopes/', ['application/octet-stream']],
	['/api/photos/', ['application/octet-stream']]
];

/** What the endpoint at a path reads. */
export function contentTypesOf(path: string): readonly string[] {
	return others.find(([prefix]) => path.startsWith(prefix))?.[1] ?? json;
}

/**
 * Why a request may not write, or null where it may or only reads.
 * @param origin the server's own, as in `https://muster.example`
 * @param contentTypes what the endpoint reads, without parameters, in lower case
 */
export function checkWrite(
	request: Request,
	origin: string,
	contentTypes: readonly string[] = json
): WriteRefusal | null {
	if (safeMethods.has(request.method)) return null;
	if (request.headers.get('origin') !== origin) return { status: 403, code: 'origin_not_allowed' };
	const site = request.headers.get('sec-fetch-site');
	if (site !== null && site !== 'same-origin') return { status: 403, code: 'origin_not_allowed' };
	const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
	return contentTypes.includes(type) ? null : { status: 415, code: 'content_type_not_allowed' };
}
