/**
 * Sealing passwords to the server's public key (W5, HPKE of RFC 9180). An envelope holds up to 1,000 slots of one size, so
 * that neither the number of letters nor, among slots, the row shows; the device cannot open what it sealed.
 *
 * Layout: version 1 (1 byte) · slot size in bytes (2, big endian) · slots (2) · key id (16, the UUID's bytes) · encapsulated
 * key (65, P-256 point) · ciphertext of all slots, each its UTF-8 text padded with zeros. The first 21 bytes are the AAD.
 */
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import type { SealingKey } from './meta';

/** 128 characters of at most four bytes each. */
export const filePasswordSlotBytes = 512;
/** Passwords made here all have one short length, so a smaller slot hides as much. */
export const madePasswordSlotBytes = 64;
export const mostSlots = 1000;

export interface SealedEnvelope {
	/** Hex SHA-256 of `bytes`, by which changes refer to it. */
	readonly sha256: string;
	readonly bytes: Uint8Array<ArrayBuffer>;
}

const suite = new CipherSuite({
	kem: new DhkemP256HkdfSha256(),
	kdf: new HkdfSha256(),
	aead: new Aes128Gcm()
});
const info = new TextEncoder().encode('muster passwords 1');
const headerBytes = 21;

/** Seals texts in their order: the slot of a password is its place. The plain bytes are wiped afterwards. */
export async function sealPasswords(
	passwords: readonly string[],
	key: SealingKey,
	slotBytes: number
): Promise<SealedEnvelope> {
	if (passwords.length > mostSlots) throw new RangeError('too many slots for one envelope');
	const plain = new Uint8Array(passwords.length * slotBytes);
	const encoder = new TextEncoder();
	passwords.forEach((password, slot) => {
		encoder.encodeInto(password, plain.subarray(slot * slotBytes, (slot + 1) * slotBytes));
	});
	const header = writeHeader(key.id, slotBytes, passwords.length);
	const recipientPublicKey = await suite.kem.deserializePublicKey(
		fromBase64Url(key.publicKey).buffer
	);
	const sender = await suite.createSenderContext({ recipientPublicKey, info });
	const sealed = new Uint8Array(await sender.seal(plain.buffer, header.buffer));
	plain.fill(0);
	const encapsulated = new Uint8Array(sender.enc);
	const bytes = new Uint8Array(headerBytes + encapsulated.length + sealed.length);
	bytes.set(header);
	bytes.set(encapsulated, headerBytes);
	bytes.set(sealed, headerBytes + encapsulated.length);
	return { sha256: await sha256Hex(bytes), bytes };
}

/** A key whose private half nobody has: for sample data, which is never sent. */
export async function makeThrowawayKey(): Promise<SealingKey> {
	const { publicKey } = await suite.kem.generateKeyPair();
	const raw = new Uint8Array(await suite.kem.serializePublicKey(publicKey));
	const base64 = btoa(String.fromCharCode(...raw));
	return {
		id: crypto.randomUUID(),
		publicKey: base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
		fingerprint: await sha256Hex(raw)
	};
}

function writeHeader(keyId: string, slotBytes: number, slots: number): Uint8Array<ArrayBuffer> {
	const header = new Uint8Array(headerBytes);
	const view = new DataView(header.buffer);
	view.setUint8(0, 1);
	view.setUint16(1, slotBytes);
	view.setUint16(3, slots);
	const hex = keyId.replaceAll('-', '');
	for (let index = 0; index < 16; index += 1) {
		header[5 + index] = Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
	}
	return header;
}

/** True where the key's fingerprint is that of its own point: what is sealed to is what was shown. */
export async function isOwnFingerprint(key: SealingKey): Promise<boolean> {
	return (await sha256Hex(fromBase64Url(key.publicKey))) === key.fingerprint;
}

export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
	const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
	return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
