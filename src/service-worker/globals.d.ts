/** What Kit gives to the service worker; its own types would bring in the DOM. */
declare module '$service-worker' {
	/** Paths of what the build made, hashed names, workers included. */
	export const build: readonly string[];
	/** Paths of what lies in `static`. */
	export const files: readonly string[];
	/** Changes with each build. */
	export const version: string;
}
