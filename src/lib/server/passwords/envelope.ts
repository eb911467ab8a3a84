/**
 * Opens envelopes (W5). Layout: version 1 (1 byte) · slot size in bytes (2, big endian) · slots (2) · key id (16, the UUID's
 * bytes) · encapsulated key (65) · ciphertext of all slots, each its UTF-8 text padded with zeros. The first 21 bytes are
 * the AAD. What is opened stays in memory only, and is wiped by whoever asked.
 */
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { passwordLimits } from '../../core/passwords';

/** Why a sealed password cannot be hashed. */
export const passwordFaults = [
	'envelope_missing',
	'envelope_malformed',
	'key_unknown',
	'not_opened',
	'slot_missing',
	'password_malformed'
] as const;
export type PasswordFault = (typeof passwordFaults)[number];

/** Of an envelope or of one slot of it; holds no part of what was sealed. */
export class PasswordUnreadable extends Error {
	readonly code: PasswordFault;

	constructor(code: PasswordFault, cause?: unknown) {
		super(code, cause === undefined ? undefined : { cause });
		this.name = 'PasswordUnreadable';
		this.code = code;
	}
}

export interface OpenedEnvelope {
	readonly slotBytes: number;
	readonly plain: Uint8Array;
}

const suite = new CipherSuite({
	kem: new DhkemP256HkdfSha256(),
	kdf: new HkdfSha256(),
	aead: new Aes128Gcm()
});
const info = new TextEncoder().encode('muster passwords 1');
const headerBytes = 21;
const encapsulatedBytes = 65;
const tagBytes = 16;

/**
 * @param keyById null where there is no such key
 * @throws {PasswordUnreadable} `envelope_malformed`, `key_unknown`, `not_opened`
 */
export async function openEnvelope(
	bytes: Uint8Array,
	keyById: (id: string) => Promise<CryptoKey | null>
): Promise<OpenedEnvelope> {
	const { keyId, slotBytes, slots } = readHeader(bytes);
	const recipientKey = await keyById(keyId);
	if (!recipientKey) throw new PasswordUnreadable('key_unknown');
	const part = (start: number, end?: number) => new Uint8Array(bytes.subarray(start, end)).buffer;
	const start = headerBytes + encapsulatedBytes;
	try {
		const enc = part(headerBytes, start);
		const recipient = await suite.createRecipientContext({ recipientKey, enc, info });
		const plain = new Uint8Array(await recipient.open(part(start), part(0, headerBytes)));
		if (plain.length === slotBytes * slots) return { slotBytes, plain };
	} catch (cause) {
		throw new PasswordUnreadable('not_opened', cause);
	}
	throw new PasswordUnreadable('envelope_malformed');
}

interface Header {
	readonly keyId: string;
	readonly slotBytes: number;
	readonly slots: number;
}

function readHeader(bytes: Uint8Array): Header {
	const isWhole = bytes.length >= headerBytes + encapsulatedBytes + tagBytes;
	if (!isWhole || bytes[0] !== 1) throw new PasswordUnreadable('envelope_malformed');
	const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
	const hex = Buffer.from(bytes.subarray(5, headerBytes)).toString('hex');
	const keyId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
	return { keyId, slotBytes: view.getUint16(1), slots: view.getUint16(3) };
}

/** @throws {PasswordUnreadable} `slot_missing`, `password_malformed` (empty, over 128 characters, no UTF-8) */
export function passwordAt({ slotBytes, plain }: OpenedEnvelope, slot: number): string {
	const bytes = plain.subarray(slot * slotBytes, (slot + 1) * slotBytes);
	if (bytes.length === 0) throw new PasswordUnreadable('slot_missing');
	const end = bytes.indexOf(0);
	let text: string;
	try {
		text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
			end < 0 ? bytes : bytes.subarray(0, end)
		);
	} catch (cause) {
		throw new PasswordUnreadable('password_malformed', cause);
	}
	if (text === '' || text.length > passwordLimits.most) {
		throw new PasswordUnreadable('password_malformed');
	}
	return text;
}
