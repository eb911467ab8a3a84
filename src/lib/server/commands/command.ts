/** What the operator's commands share. */
import type { Store, StoreAddress } from '../database';

export interface Settings {
	readonly dataDir: string;
	readonly address: StoreAddress;
	/** The address people open, without a slash at its end. */
	readonly origin: string;
	/** Whether SECRET is in the environment, and not a file of the data directory. */
	readonly hasOwnSecret: boolean;
	/** The directory that relative paths mean. */
	readonly directory: string;
	readonly nowMs: number;
}

/** The lines to print. */
export type Command = (args: readonly string[], settings: Settings) => Promise<readonly string[]>;
export type StoreCommand = (
	store: Store,
	args: readonly string[],
	settings: Settings
) => Promise<readonly string[]>;

/** The command could not do it, or found what it looks for. Its message is for the operator. */
export class CommandFailed extends Error {
	override readonly name = 'CommandFailed';
}
