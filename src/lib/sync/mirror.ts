/** The device's copy of the server, as pull and settle write it: one writer at a time, on a fresh index. */
import type { MusterDatabase } from '../storage/db';
import type { UserIndex, Written } from '../storage/users';

export interface Mirror {
	readonly db: MusterDatabase;
	/**
	 * Runs while nobody else on this device writes, with an index as new as the users; then takes what was written into
	 * the index.
	 */
	write<T extends { readonly written: Written }>(
		work: (index: UserIndex) => Promise<T>
	): Promise<T>;
	/** ISO 8601. */
	now(): string;
}
