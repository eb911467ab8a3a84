import { z } from 'zod';
import { fieldKeys } from '../core/fields';
import type { HashSecret } from '../core/hash';
import { settingsSchema } from '../core/settings';
import type { MusterDatabase } from './db';

const sealingKeySchema = z.object({
	id: z.string(),
	publicKey: z.string(),
	fingerprint: z.string().regex(/^[0-9a-f]{64}$/)
});
export type SealingKey = z.infer<typeof sealingKeySchema>;

/** Who signed in last on this device; the role applies offline too (X2). */
export const accountSchema = z.object({
	id: z.string(),
	name: z.string(),
	email: z.string(),
	role: z.enum(['admin', 'uploader', 'viewer']),
	organisation: z.object({ id: z.string(), name: z.string() })
});
export type Account = z.infer<typeof accountSchema>;

/** Single values of a database, each with its schema and what stands for "never set". */
const entries = {
	/** Raised by every write to users or exams; a worker whose index is older reloads it first. */
	generation: z.number().int().catch(0),
	deviceId: z.uuid().nullable().catch(null),
	hashSecret: z.object({ low: z.number(), high: z.number() }).nullable().catch(null),
	/** Device sequence of the next change. */
	nextSequence: z.number().int().min(1).catch(1),
	/** Changes that the server has not accepted. */
	unsent: z.number().int().min(0).catch(0),
	/** Users that are not deleted. */
	users: z.number().int().min(0).catch(0),
	sealingKey: sealingKeySchema.nullable().catch(null),
	/** Time of the last pull that came to its end. */
	pulledAt: z.string().nullable().catch(null),
	/** Version of the last row pulled. */
	cursor: z.number().int().min(0).catch(0),
	/** The server's history that versions belong to; null before the first pull. */
	epoch: z.string().nullable().catch(null),
	/** True while all is pulled again: what the server does not name then is gone. */
	isPullingAll: z.boolean().catch(false),
	account: accountSchema.nullable().catch(null),
	/** Under whose name what waits is sent: who agreed to it last (X2). */
	sendsAs: z.object({ id: z.string(), name: z.string() }).nullable().catch(null),
	/** Nothing is sent until somebody says "Go on" (Y7). */
	isPaused: z.boolean().catch(false),
	/** Name of the database that is being moved into this one. */
	adopting: z.string().nullable().catch(null),
	lastSettings: settingsSchema.nullable().catch(null),
	/** Fields chosen by hand for the columns of a header, the newest first (H3). */
	columnMappings: z
		.array(
			z.object({ headers: z.array(z.string()), fields: z.array(z.enum(fieldKeys).nullable()) })
		)
		.catch([]),
	/** Settings kept under a name (S15). */
	namedSettings: z.array(z.object({ name: z.string(), settings: settingsSchema })).catch([])
} as const;

export type MetaKey = keyof typeof entries;
export type MetaValue<K extends MetaKey> = z.infer<(typeof entries)[K]>;

/** Reads one value; what is missing or damaged reads as never set. */
export async function readMeta<K extends MetaKey>(
	db: MusterDatabase,
	key: K
): Promise<MetaValue<K>> {
	const entry = await db.meta.get(key);
	return entries[key].parse(entry?.value) as MetaValue<K>;
}

/** Reads several values in one go. */
export async function readMetas<K extends MetaKey>(
	db: MusterDatabase,
	...keys: readonly K[]
): Promise<{ [N in K]: MetaValue<N> }> {
	const found = await db.meta.bulkGet([...keys]);
	return Object.fromEntries(
		keys.map((key, place) => [key, entries[key].parse(found[place]?.value)])
	) as { [N in K]: MetaValue<N> };
}

export async function writeMeta<K extends MetaKey>(
	db: MusterDatabase,
	key: K,
	value: MetaValue<K>
): Promise<void> {
	await db.meta.put({ key, value });
}

/** What a device is known by, made on its first start. */
export interface Device {
	readonly deviceId: string;
	readonly secret: HashSecret;
}

/** Reads or makes the device's id and secret, in one transaction, so that two tabs agree. */
export async function readDevice(
	db: MusterDatabase,
	make: () => { deviceId: string; secret: HashSecret }
): Promise<Device> {
	return db.transaction('rw', db.meta, async () => {
		const deviceId = await readMeta(db, 'deviceId');
		const secret = await readMeta(db, 'hashSecret');
		if (deviceId !== null && secret !== null) return { deviceId, secret };
		const made = make();
		await writeMeta(db, 'deviceId', made.deviceId);
		await writeMeta(db, 'hashSecret', made.secret);
		return made;
	});
}
