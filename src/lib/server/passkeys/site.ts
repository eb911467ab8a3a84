/** The address that passkeys belong to: one made for another is none here. */
import type { AuthenticatorTransport } from '@simplewebauthn/server';

export interface Site {
	/** As in `https://muster.example`. */
	readonly origin: string;
	/** Its host without the port. */
	readonly id: string;
}

export function siteOf(origin: string): Site {
	return { origin, id: new URL(origin).hostname };
}

export function transportsOf(json: string): { transports?: AuthenticatorTransport[] } {
	const transports = JSON.parse(json) as AuthenticatorTransport[];
	return transports.length > 0 ? { transports } : {};
}
