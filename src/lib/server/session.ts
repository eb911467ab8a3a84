import type { AccountRole } from '../core/roles';
import { Refusal } from './refusal';

/** Who asks (X1). The organisation always comes from here; one that is named elsewhere is only compared. */
export interface Session {
	readonly accountId: string;
	readonly organisationId: string;
	readonly role: AccountRole;
}

/** A machine that asks with a service key (Y11): it reads, and verifies; it is no session. */
export interface Service {
	readonly keyId: string;
	readonly organisationId: string;
}

/**
 * What a device asks for one organisation must not reach another, whoever has signed in meanwhile (X6).
 * @throws {Refusal} `other_organisation`
 */
export function requireOrganisation({ organisationId }: Session, named: string): void {
	if (named !== organisationId) throw new Refusal('other_organisation');
}

/** @throws {Refusal} `not_allowed` */
export function requireAdmin({ role }: Session): void {
	if (role !== 'admin') throw new Refusal('not_allowed');
}

declare global {
	// eslint-disable-next-line @typescript-eslint/no-namespace -- Kit's own way to say what a request carries
	namespace App {
		interface Locals {
			/** Null where nobody is signed in. */
			session: Session | null;
			/** Null unless a service key came with the request. */
			service: Service | null;
			/** Of better-auth; null where nobody is signed in. */
			sessionId: string | null;
		}
	}
}
