/** Who asks (X1). The organisation always comes from here, never from a body or an address. */
export const accountRoles = ['admin', 'uploader', 'viewer'] as const;
export type AccountRole = (typeof accountRoles)[number];

export interface Session {
	readonly accountId: string;
	readonly organisationId: string;
	readonly role: AccountRole;
}

declare global {
	// eslint-disable-next-line @typescript-eslint/no-namespace -- Kit's own way to say what a request carries
	namespace App {
		interface Locals {
			/** Null where nobody is signed in. */
			session: Session | null;
		}
	}
}
