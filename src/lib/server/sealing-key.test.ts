import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { loadSealingKey, SealingKeyDamaged, sealingKeyFile } from './sealing-key';

const nowMs = Date.UTC(2026, 10, 23);
let dataDir: string;
let path: string;

beforeEach(async () => {
	const parent = await mkdtemp(join(tmpdir(), 'muster-key-'));
	dataDir = join(parent, 'data');
	path = join(dataDir, sealingKeyFile);
	onTestFinished(() => rm(parent, { recursive: true }));
});

test('W5 makes a P-256 point and its fingerprint', async () => {
	const key = await loadSealingKey(dataDir, nowMs);
	const raw = Buffer.from(key.publicKey, 'base64url');
	expect([raw.length, raw[0]]).toEqual([65, 4]);
	expect(key.fingerprint).toBe(createHash('sha256').update(raw).digest('hex'));
});

test('W5 opens what was sealed to the public key', async () => {
	const key = await loadSealingKey(dataDir, nowMs);
	const kem = new DhkemP256HkdfSha256();
	const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes128Gcm() });
	const recipientPublicKey = await kem.deserializePublicKey(
		Buffer.from(key.publicKey, 'base64url')
	);
	const sealed = await suite.seal(
		{ recipientPublicKey },
		new TextEncoder().encode('correct horse')
	);
	const opened = await suite.open({ recipientKey: key.privateKey, enc: sealed.enc }, sealed.ct);
	expect(new TextDecoder().decode(opened)).toBe('correct horse');
});

test('W5 keeps the key across restarts', async () => {
	const first = await loadSealingKey(dataDir, nowMs);
	const second = await loadSealingKey(dataDir, nowMs + 1000);
	expect({ ...second, privateKey: null }).toEqual({ ...first, privateKey: null });
});

test.skipIf(process.platform === 'win32')('W5 lets only its owner read the file', async () => {
	await loadSealingKey(dataDir, nowMs);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('W5 gives one key to processes that start at once, and leaves no draft', async () => {
	const keys = await Promise.all(Array.from({ length: 8 }, () => loadSealingKey(dataDir, nowMs)));
	expect(new Set(keys.map((key) => key.fingerprint)).size).toBe(1);
	expect(await readdir(dataDir)).toEqual([sealingKeyFile]);
});

describe('W5 refuses a damaged file and leaves it as it is', () => {
	const change = (part: object) => (text: string) =>
		JSON.stringify({ ...(JSON.parse(text) as object), ...part });
	const otherPoint = Buffer.from([4, ...Array<number>(64).fill(7)]).toString('base64url');

	test.each<[string, (text: string) => string]>([
		['empty', () => ''],
		['cut short', (text) => text.slice(0, text.length / 2)],
		['no JSON', () => 'key'],
		['without a private key', change({ privateKey: undefined })],
		['a private key cut short', change({ privateKey: 'AAAA' })],
		[
			'the private key of another pair',
			change({ privateKey: Buffer.alloc(32, 1).toString('base64url') })
		],
		['a point that is not on the curve', change({ publicKey: otherPoint })],
		['a format of a later version', change({ format: 2 })]
	])('%s', async (_, damage) => {
		await loadSealingKey(dataDir, nowMs);
		const damaged = damage(await readFile(path, 'utf8'));
		await writeFile(path, damaged);
		await expect(loadSealingKey(dataDir, nowMs)).rejects.toThrow(SealingKeyDamaged);
		expect(await readFile(path, 'utf8')).toBe(damaged);
	});
});
