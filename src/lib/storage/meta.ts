import { z } from 'zod';
import { fieldKeys } from '../core/fields';
import type { HashSecret } from '../core/hash';
import { settingsSchema } from '../core/settings-schema';
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
	organisation: z.object({
		id: z.string(),
		name: z.string(),
		/** What admins set (M6); absent from a server of before. See {@link rulesOf}. */
		lockHours: z.number().min(1).max(168).optional().catch(undefined),
		keepDays: z.number().int().min(1).max(365).optional().catch(undefined),
		country: z.string().optional().catch(undefined),
		passwordForm: z.enum(['characters', 'words']).optional().catch(undefined)
	})
});
export type Account = z.infer<typeof accountSchema>;

export interface OrganisationRules {
	/** X2: how long after a sign-in what came from the server is shown. */
	readonly lockHours: number;
	/** X7: how long an upload can be undone, and values before are kept. */
	readonly keepDays: number;
	/** F8: of phones without one, ISO 3166; '' for none. */
	readonly country: string;
	/** W1 */
	readonly passwordForm: 'characters' | 'words';
}

/** What holds in the organisation of who signed in last; the usual where nobody did. */
export function rulesOf(account: Account | null): OrganisationRules {
	const { lockHours, keepDays, country, passwordForm } = account?.organisation ?? {};
	return {
		lockHours: lockHours ?? 12,
		keepDays: keepDays ?? 30,
		country: country ?? '',
		passwordForm: passwordForm ?? 'characters'
	};
}

/** When the server was asked, and its status; null for no answer. */
const contactSchema = z.object({ at: z.string(), status: z.number().nullable() }).nullable();
export type Contact = z.infer<typeof contactSchema>;

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
	/** When somebody signed in here last, by this device's clock: what came from the server is shown for a while after (X2). */
	signedInAt: z.string().nullable().catch(null),
	/** What the server calls this device, and whether others use it too (X5). */
	device: z
		.object({ id: z.string(), name: z.string(), isShared: z.boolean() })
		.nullable()
		.catch(null),
	/** Another key than the one kept, until an admin confirms it (W5). */
	otherSealingKey: sealingKeySchema.nullable().catch(null),
	/** The last answers of the server, for whoever helps (A7). */
	contacts: z
		.object({ pull: contactSchema, push: contactSchema })
		.catch({ pull: null, push: null }),
	/** What the audit is still to be told of (X4). */
	auditReports: z
		.array(
			z.object({
				id: z.string(),
				kind: z.enum(['hand_out', 'export', 'undo']),
				uploadId: z.string().nullable(),
				count: z.number().int(),
				at: z.string()
			})
		)
		.catch([]),
	/** When photos that nobody has any more were looked for (X7). */
	sweptAt: z.string().nullable().catch(null),
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
