declare global {
	namespace App {
		interface Error {
			/** Stable, for support and tests. */
			code?: string;
			/** When it happened, ISO 8601. */
			at?: string;
		}
	}
}

export {};
