/**
 * The key pair that passwords are sealed to (W5): DHKEM(P-256, HKDF-SHA256) of RFC 9180, made on the first start and
 * kept in the data directory. A damaged file is never replaced: what was sealed to it could not be opened again.
 */
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export interface SealingKey {
	readonly id: string;
	/** The raw, uncompressed point (65 bytes) in base64url. */
	readonly publicKey: string;
	/** SHA-256 of the raw point, in hex. */
	readonly fingerprint: string;
	readonly privateKey: CryptoKey;
}

export const sealingKeyFile = 'sealing-key.json';

const bytesAs = (bytes: number) =>
	z
		.string()
		.regex(/^[\w-]+$/)
		.refine((text) => Buffer.from(text, 'base64url').length === bytes);

const storedKey = z.object({
	format: z.literal(1),
	id: z.uuid(),
	createdAt: z.iso.datetime(),
	publicKey: bytesAs(65),
	privateKey: bytesAs(32)
});
type StoredKey = z.infer<typeof storedKey>;

const kem = new DhkemP256HkdfSha256();
const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes128Gcm() });

/** The file is there, but holds no key pair that works. Its message is a sentence for the operator. */
export class SealingKeyDamaged extends Error {
	constructor(path: string, cause: unknown) {
		super(
			`The sealing key in ${path} is damaged. Put it back from a backup: a new one could not open passwords already sealed.`,
			{ cause }
		);
		this.name = 'SealingKeyDamaged';
	}
}

/**
 * Reads the key pair, or makes it where there is none. Processes that start at once get the same one.
 * @throws SealingKeyDamaged
 */
export async function loadSealingKey(dataDir: string, nowMs: number): Promise<SealingKey> {
	const path = join(dataDir, sealingKeyFile);
	const text = (await readIfThere(path)) ?? (await create(path, dataDir, nowMs));
	try {
		return await fromStored(storedKey.parse(JSON.parse(text)));
	} catch (cause) {
		throw new SealingKeyDamaged(path, cause);
	}
}

async function readIfThere(path: string): Promise<string | undefined> {
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		if (codeOf(error) === 'ENOENT') return undefined;
		throw error;
	}
}

async function create(path: string, dataDir: string, nowMs: number): Promise<string> {
	const pair = await kem.generateKeyPair();
	const stored: StoredKey = {
		format: 1,
		id: randomUUID(),
		createdAt: new Date(nowMs).toISOString(),
		publicKey: base64url(await kem.serializePublicKey(pair.publicKey)),
		privateKey: base64url(await kem.serializePrivateKey(pair.privateKey))
	};
	await mkdir(dataDir, { recursive: true, mode: 0o700 });
	const draft = `${path}.${randomUUID()}`;
	try {
		await writeThrough(draft, JSON.stringify(stored, null, '\t') + '\n');
		// A link, unlike a rename, fails when another process was first.
		await link(draft, path).catch((error: unknown) => {
			if (codeOf(error) !== 'EEXIST') throw error;
		});
	} finally {
		await rm(draft, { force: true });
	}
	return readFile(path, 'utf8');
}

async function writeThrough(path: string, text: string): Promise<void> {
	const file = await open(path, 'wx', 0o600);
	try {
		await file.writeFile(text);
		await file.sync();
	} finally {
		await file.close();
	}
}

async function fromStored(stored: StoredKey): Promise<SealingKey> {
	const raw = Buffer.from(stored.publicKey, 'base64url');
	const publicKey = await kem.deserializePublicKey(raw);
	const privateKey = await kem.deserializePrivateKey(Buffer.from(stored.privateKey, 'base64url'));
	const probe = await suite.seal({ recipientPublicKey: publicKey }, new Uint8Array(1));
	await suite.open({ recipientKey: privateKey, enc: probe.enc }, probe.ct);
	const fingerprint = createHash('sha256').update(raw).digest('hex');
	return { id: stored.id, publicKey: stored.publicKey, fingerprint, privateKey };
}

const base64url = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString('base64url');

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
