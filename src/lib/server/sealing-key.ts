/**
 * The key pair that passwords are sealed to (W5): DHKEM(P-256, HKDF-SHA256) of RFC 9180. It lives in the database, so
 * that all server processes share it. One that cannot be opened is never replaced: what was sealed to it would be lost.
 */
import type { Transaction } from 'kysely';
import { randomUUID } from 'node:crypto';
import type { Database } from './database';
import { decrypt, encrypt, type Under } from './encrypt';
import { base64url, exportPair, generatePair, importPair, type KeyPairText } from './key-pair';
import { takeStartLock } from './migrate';
import { readKeyFile } from './sealing-key-file';
import type { SealingKeyTable, Tables } from './tables';
import { transact } from './transact';

export interface SealingKey {
	readonly id: string;
	/** The raw, uncompressed point (65 bytes) in base64url. */
	readonly publicKey: string;
	/** SHA-256 of the raw point, in hex. */
	readonly fingerprint: string;
	readonly privateKey: CryptoKey;
}

/** Its message is a sentence for the operator. */
export class SealingKeyClosed extends Error {
	constructor(cause: unknown) {
		super(
			'The sealing key in the database cannot be opened: SECRET is not the one it was stored under, or its row is damaged. Start with that SECRET, or put the database back from a backup: a new key could not open passwords already sealed.',
			{ cause }
		);
		this.name = 'SealingKeyClosed';
	}
}

export interface KeySource {
	readonly secret: string;
	/** Where an earlier version kept the pair in a file. */
	readonly dataDir: string;
	readonly nowMs: number;
}

/**
 * Reads the pair; where there is none takes over that of the file, else makes one. Processes that start at once get the
 * same one.
 * @throws {SealingKeyClosed}
 * @throws {KeyFileDamaged}
 */
export async function loadSealingKey(database: Database, source: KeySource): Promise<SealingKey> {
	const row = await transact(database, (sql) => readOrStore(sql, source));
	try {
		return await open(row, source.secret);
	} catch (cause) {
		throw new SealingKeyClosed(cause);
	}
}

async function readOrStore(
	sql: Transaction<Tables>,
	{ secret, dataDir, nowMs }: KeySource
): Promise<SealingKeyTable> {
	const now = new Date(nowMs).toISOString();
	await takeStartLock(sql, now);
	const stored = await sql
		.selectFrom('sealing_keys')
		.selectAll()
		.orderBy('created_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	if (stored) return stored;
	const pair = (await readKeyFile(dataDir)) ?? {
		id: randomUUID(),
		createdAt: now,
		...(await exportPair(await generatePair()))
	};
	const row = {
		id: pair.id,
		created_at: pair.createdAt,
		public_key: pair.publicKey,
		private_key: encrypt(Buffer.from(pair.privateKey, 'base64url'), under(secret, pair))
	};
	await sql.insertInto('sealing_keys').values(row).execute();
	return row;
}

/**
 * The private half of a key by its id, retired ones too (W5). Null where there is none.
 * @throws {SealingKeyClosed}
 */
export async function openSealingKey(
	database: Database,
	{ id, secret }: { id: string; secret: string }
): Promise<CryptoKey | null> {
	const row = await database
		.selectFrom('sealing_keys')
		.selectAll()
		.where('id', '=', id)
		.executeTakeFirst();
	if (!row) return null;
	try {
		return (await open(row, secret)).privateKey;
	} catch (cause) {
		throw new SealingKeyClosed(cause);
	}
}

async function open(row: SealingKeyTable, secret: string): Promise<SealingKey> {
	const { id, public_key: publicKey } = row;
	const privateKey = base64url(decrypt(row.private_key, under(secret, { id, publicKey })));
	return { id, publicKey, ...(await importPair({ publicKey, privateKey })) };
}

const under = (
	secret: string,
	{ id, publicKey }: Pick<KeyPairText, 'publicKey'> & { id: string }
): Under => ({ secret, purpose: `sealing key ${id}`, bound: publicKey });
