/** `npm run test:faults` runs at full length, `npm test` the short form. */
import { startPostgres, type RunningPostgres } from '../server/postgres';

export const isFull = Boolean(process.env['FULL']);

/** SEED of the environment repeats a run. */
export const seed = Number(process.env['SEED'] || Date.now() % 1_000_000);

export interface FaultEngine {
	readonly name: string;
	/** Undefined where the machine has none; null for SQLite. */
	start(): Promise<RunningPostgres | null | undefined>;
}

export const engines: readonly FaultEngine[] = [
	{ name: 'SQLite', start: () => Promise.resolve(null) },
	{ name: 'PostgreSQL', start: async () => (await startPostgres()) ?? undefined }
];
