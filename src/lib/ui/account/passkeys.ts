/** Passkeys in the browser (X1): made and used by the platform, judged by the server. */
import {
	browserSupportsWebAuthn,
	startAuthentication,
	startRegistration,
	WebAuthnError
} from '@simplewebauthn/browser';
import { z } from 'zod';
import type { Account } from '../../storage/meta';
import { accountSchema } from '../../storage/meta';
import { askServer, type Answered } from '../settings/ask-server';

/** False where the address is an IP address too: no passkey can belong to one. */
export function canUsePasskeys(): boolean {
	const { hostname } = location;
	const isAddress = /^[\d.]+$/.test(hostname) || hostname.startsWith('[');
	return browserSupportsWebAuthn() && window.isSecureContext && !isAddress;
}

/** What the browser's own library reads; the server made it. */
const optionsSchema = z.looseObject({ challenge: z.string() });

export async function makePasskey(): Promise<Answered<unknown> | 'cancelled'> {
	const path = '/api/passkeys';
	const asked = await askServer(`${path}/options`, { method: 'POST', schema: optionsSchema });
	if (asked.failure) return asked;
	type Options = Parameters<typeof startRegistration>[0]['optionsJSON'];
	const made = await whenAgreed(() =>
		startRegistration({ optionsJSON: asked.value as unknown as Options })
	);
	if (made === 'cancelled') return made;
	return askServer(path, { method: 'POST', body: made, schema: z.looseObject({ id: z.string() }) });
}

export async function enterByPasskey(): Promise<Answered<{ account: Account }> | 'cancelled'> {
	const path = '/api/auth/passkey';
	const asked = await askServer(`${path}/options`, { method: 'POST', schema: optionsSchema });
	if (asked.failure) return asked;
	const signed = await whenAgreed(() => startAuthentication({ optionsJSON: asked.value }));
	if (signed === 'cancelled') return signed;
	const schema = z.object({ account: accountSchema });
	return askServer(path, { method: 'POST', body: signed, schema });
}

/** Who closes the platform's own dialog has said no; so has a device on which there is nothing to choose. */
async function whenAgreed<T>(ask: () => Promise<T>): Promise<T | 'cancelled'> {
	try {
		return await ask();
	} catch (error) {
		const isAnswer = error instanceof WebAuthnError || error instanceof DOMException;
		const names = ['NotAllowedError', 'AbortError', 'InvalidStateError'];
		if (isAnswer || (error instanceof Error && names.includes(error.name))) return 'cancelled';
		throw error;
	}
}
