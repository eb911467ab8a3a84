/** What lies encrypted in the database: AES-256-GCM under a key derived from SECRET by HKDF-SHA256. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

export interface Under {
	readonly secret: string;
	/** What it is, as in `sealing key ID`: one kind or row cannot stand in for another. */
	readonly purpose: string;
	/** What must be unchanged beside it. */
	readonly bound: string;
}

/** Nonce, ciphertext and tag in base64url. */
export function encrypt(clear: Uint8Array, { secret, purpose, bound }: Under): string {
	const nonce = randomBytes(nonceBytes);
	const cipher = createCipheriv(algorithm, deriveKey(secret, purpose), nonce);
	cipher.setAAD(Buffer.from(bound));
	const sealed = [nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()];
	return Buffer.concat(sealed).toString('base64url');
}

/** @throws Error where the secret, the purpose, what is bound or the text itself is another */
export function decrypt(text: string, { secret, purpose, bound }: Under): Buffer {
	const sealed = Buffer.from(text, 'base64url');
	if (sealed.length < nonceBytes + tagBytes) throw new Error('cut short');
	const nonce = sealed.subarray(0, nonceBytes);
	const decipher = createDecipheriv(algorithm, deriveKey(secret, purpose), nonce, {
		authTagLength: tagBytes
	});
	decipher.setAAD(Buffer.from(bound));
	decipher.setAuthTag(sealed.subarray(-tagBytes));
	return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
}

const deriveKey = (secret: string, purpose: string): Uint8Array =>
	new Uint8Array(hkdfSync('sha256', secret, '', `muster ${purpose}`, 32));
