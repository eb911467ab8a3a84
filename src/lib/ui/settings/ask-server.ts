/** One question to the server from Settings: an answer that fits its schema, or why not, with the time (A7). */
import { z } from 'zod';

// Probing for `eval` would break the strict content policy of the app.
z.config({ jitless: true });

export interface ServerFailure {
	/** The server's own, or `no_answer`; `not_understood` where the answer has another form. */
	readonly code: string;
	/** Null where there was no answer. */
	readonly status: number | null;
	readonly retryAfterSeconds: number | null;
	readonly at: Date;
}

export type Answered<T> =
	| { readonly value: T; readonly failure: null }
	| { readonly value: null; readonly failure: ServerFailure };

export interface ServerQuestion<T> {
	readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	readonly body?: unknown;
	/** Of the answer; `nothing` where there is none. */
	readonly schema: z.ZodType<T>;
}

export const nothing = z.null();

const timeoutMs = 20_000;
const refusalSchema = z.object({ code: z.string().max(60) });

export async function askServer<T>(
	path: string,
	question: ServerQuestion<T>
): Promise<Answered<T>> {
	let answer: Response;
	let body: unknown;
	try {
		answer = await fetch(path, requestOf(question));
		body = answer.status === 204 ? null : await answer.json().catch(() => undefined);
	} catch {
		return failed({ code: 'no_answer', status: null, retryAfterSeconds: null });
	}
	const { ok, status, headers } = answer;
	if (!ok) {
		const refusal = refusalSchema.safeParse(body);
		const seconds = Number.parseInt(headers.get('retry-after') ?? '', 10);
		return failed({
			code: refusal.success ? refusal.data.code : 'not_understood',
			status,
			retryAfterSeconds: Number.isNaN(seconds) ? null : seconds
		});
	}
	const read = question.schema.safeParse(body);
	// A hotel's sign-in page answers too, but not so.
	if (!read.success) return failed({ code: 'not_understood', status, retryAfterSeconds: null });
	return { value: read.data, failure: null };
}

function requestOf({ method = 'GET', body }: ServerQuestion<unknown>): RequestInit {
	const request: RequestInit = {
		method,
		cache: 'no-store',
		redirect: 'error',
		signal: AbortSignal.timeout(timeoutMs)
	};
	if (method === 'GET') return request;
	// The server wants it of each write, of one that has no body too (X1).
	const headers = { 'content-type': 'application/json' };
	if (method === 'DELETE') return { ...request, headers };
	return { ...request, headers, body: JSON.stringify(body ?? {}) };
}

function failed(failure: Omit<ServerFailure, 'at'>): { value: null; failure: ServerFailure } {
	return { value: null, failure: { ...failure, at: new Date() } };
}
