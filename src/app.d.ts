declare global {
	namespace App {
		interface Error {
			/** Stable, for support and tests. */
			code?: string;
			/** When it happened, ISO 8601. */
			at?: string;
		}
		interface Locals {
			/** Null where nobody is signed in (X1). */
			session: import('$lib/server/session').Session | null;
		}
	}
}

export {};
