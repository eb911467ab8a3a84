/** HPKE key pairs as text and back (RFC 9180, DHKEM P-256). */
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { createHash } from 'node:crypto';

/** Both raw, in base64url: 65 and 32 bytes. */
export interface KeyPairText {
	readonly publicKey: string;
	readonly privateKey: string;
}

const kem = new DhkemP256HkdfSha256();
const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes128Gcm() });

export const generatePair = (): Promise<CryptoKeyPair> => kem.generateKeyPair();

export async function exportPair(pair: CryptoKeyPair): Promise<KeyPairText> {
	return {
		publicKey: base64url(await kem.serializePublicKey(pair.publicKey)),
		privateKey: base64url(await kem.serializePrivateKey(pair.privateKey))
	};
}

/** @throws Error unless what is sealed to the public half is opened by the private one */
export async function importPair(
	text: KeyPairText
): Promise<{ privateKey: CryptoKey; fingerprint: string }> {
	const raw = Buffer.from(text.publicKey, 'base64url');
	const publicKey = await kem.deserializePublicKey(raw);
	const privateKey = await kem.deserializePrivateKey(Buffer.from(text.privateKey, 'base64url'));
	const probe = await suite.seal({ recipientPublicKey: publicKey }, new Uint8Array(1));
	await suite.open({ recipientKey: privateKey, enc: probe.enc }, probe.ct);
	return { privateKey, fingerprint: createHash('sha256').update(raw).digest('hex') };
}

export const base64url = (bytes: ArrayBuffer | Uint8Array): string =>
	Buffer.from(bytes as Uint8Array).toString('base64url');
