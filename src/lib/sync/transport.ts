/** How sync reaches the server. The network itself is passed in, so that the same code runs against a simulated one. */

export interface ServerRequest {
	readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
	/** Text is JSON, bytes are sent as they are. */
	readonly body?: string | Uint8Array<ArrayBuffer>;
}

export interface ServerAnswer {
	readonly status: number;
	/** Seconds of `Retry-After`, or null. */
	readonly retryAfterSeconds: number | null;
	/** Parsed JSON, not checked; null where there is none. */
	readonly body: unknown;
}

/** @throws NoAnswer */
export type Transport = (path: string, request: ServerRequest) => Promise<ServerAnswer>;

/** The request may have arrived or not. */
export class NoAnswer extends Error {
	/** It took too long, rather than that there was no way to the server. */
	readonly isTimeout: boolean;

	constructor(isTimeout: boolean, cause?: unknown) {
		super(isTimeout ? 'timeout' : 'offline', cause === undefined ? undefined : { cause });
		this.name = 'NoAnswer';
		this.isTimeout = isTimeout;
	}
}

/** Why a step of sync could not be done (Y7, PROTOCOL 1.7). */
export type Stop =
	| 'offline'
	| 'timeout'
	| 'sign_in_needed'
	/** An admin revoked this device: it wipes itself (X5). */
	| 'revoked'
	/** The server shows another key for passwords, and no admin has confirmed it (W5). */
	| 'key_changed'
	| 'not_allowed'
	| 'too_large'
	| 'update_needed'
	/** Nobody is asked. */
	| 'paused'
	/** What waits was saved under another account, and nobody has agreed yet (X2). */
	| 'other_account'
	| 'wait'
	/** A bug of one side: the request is not understood, or its answer is not. */
	| 'not_understood';

export interface Stopped {
	readonly kind: 'stopped';
	readonly stop: Stop;
	readonly status: number | null;
	readonly retryAfterSeconds: number | null;
}

const stops: Readonly<Record<number, Stop>> = {
	400: 'not_understood',
	401: 'sign_in_needed',
	403: 'not_allowed',
	404: 'not_understood',
	/** Another organisation's account has signed in meanwhile. */
	409: 'sign_in_needed',
	413: 'too_large',
	415: 'not_understood',
	422: 'not_understood',
	426: 'update_needed',
	429: 'wait',
	503: 'wait'
};

/** One request; what is no success comes back as the reason to stop. */
export async function ask(
	transport: Transport,
	path: string,
	request: ServerRequest
): Promise<{ readonly kind: 'answered'; readonly body: unknown } | Stopped> {
	try {
		const { status, body, retryAfterSeconds } = await transport(path, request);
		if (status >= 200 && status < 300) return { kind: 'answered', body };
		const isRevoked =
			status === 401 && (body as { code?: unknown } | null)?.code === 'device_revoked';
		const stop = isRevoked ? 'revoked' : (stops[status] ?? 'offline');
		return { kind: 'stopped', stop, status, retryAfterSeconds };
	} catch (error) {
		if (!(error instanceof NoAnswer)) throw error;
		return stopped(error.isTimeout ? 'timeout' : 'offline');
	}
}

export function stopped(stop: Stop): Stopped {
	return { kind: 'stopped', stop, status: null, retryAfterSeconds: null };
}
