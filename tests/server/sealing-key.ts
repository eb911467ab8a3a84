import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/lib/server/canonical';
import type { Store } from '../../src/lib/server/database';
import {
	loadSealingKey,
	SealingKeyClosed,
	type SealingKey
} from '../../src/lib/server/sealing-key';
import { KeyFileDamaged, sealingKeyFile } from '../../src/lib/server/sealing-key-file';
import type { SealingKeyTable } from '../../src/lib/server/tables';
import { noonMs } from './device';
import type { RunningEngine } from './engines';
import { makeKeyFile } from './key-file';

const secret = 's'.repeat(40);
const shown = ({ id, publicKey, fingerprint }: SealingKey) => ({ id, publicKey, fingerprint });

export function describeSealingKey(engine: () => RunningEngine): void {
	describe('the sealing key', () => {
		let dataDir: string;
		beforeEach(async () => {
			dataDir = mkdtempSync(join(tmpdir(), 'muster-key-'));
			await engine().store.database.deleteFrom('sealing_keys').execute();
		});
		afterEach(() => rmSync(dataDir, { recursive: true }));

		const load = (store: Store = engine().store, given = secret) =>
			loadSealingKey(store.database, { secret: given, dataDir, nowMs: noonMs });
		const rows = () => engine().store.database.selectFrom('sealing_keys').selectAll().execute();
		const change = (set: Partial<SealingKeyTable>) =>
			engine().store.database.updateTable('sealing_keys').set(set).execute();

		test('W5 is a P-256 point with its fingerprint, the same at each start', async () => {
			const first = await load();
			const raw = Buffer.from(first.publicKey, 'base64url');
			expect([raw.length, raw[0]]).toEqual([65, 4]);
			expect(first.fingerprint).toBe(sha256(raw));
			expect(shown(await load())).toEqual(shown(first));
		});
		test('W5 opens what was sealed to the public half', async () => {
			const kem = new DhkemP256HkdfSha256();
			const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes128Gcm() });
			const raw = Buffer.from((await load()).publicKey, 'base64url');
			const to = { recipientPublicKey: await kem.deserializePublicKey(raw) };
			const sealed = await suite.seal(to, new TextEncoder().encode('correct horse'));
			const { privateKey: recipientKey } = await load();
			const opened = await suite.open({ recipientKey, enc: sealed.enc }, sealed.ct);
			expect(new TextDecoder().decode(opened)).toBe('correct horse');
		});
		test('W5 processes that start at once agree', async () => {
			const { store, openAgain } = engine();
			const other = openAgain ? await openAgain() : store;
			const keys = await Promise.all([load(), load(other), load(), load(other)]);
			if (other !== store) await other.close();
			expect(new Set(keys.map(({ fingerprint }) => fingerprint)).size).toBe(1);
			expect(await rows()).toHaveLength(1);
		});
		test('W5 the file of an earlier version is taken over, and stays', async () => {
			const file = await makeKeyFile(dataDir);
			const text = readFileSync(join(dataDir, sealingKeyFile), 'utf8');
			const taken = await load();
			expect(taken).toMatchObject({
				id: file.id,
				publicKey: file.publicKey,
				fingerprint: sha256(Buffer.from(file.publicKey, 'base64url'))
			});
			expect(readFileSync(join(dataDir, sealingKeyFile), 'utf8')).toBe(text);
			rmSync(join(dataDir, sealingKeyFile));
			expect(shown(await load())).toEqual(shown(taken));
		});
		test('W5 the private half of the file does not lie open in the database', async () => {
			const file = await makeKeyFile(dataDir);
			await load();
			const [row] = await rows();
			expect(row?.public_key).toBe(file.publicKey);
			expect(JSON.stringify(row)).not.toContain(file.privateKey);
		});
		test('W5 a file counts once: the database has the key from then on', async () => {
			const first = await load();
			await makeKeyFile(dataDir);
			expect(shown(await load())).toEqual(shown(first));
		});
		test('W5 a damaged file stops the start, and nothing is made in its place', async () => {
			writeFileSync(join(dataDir, sealingKeyFile), 'damaged');
			await expect(load()).rejects.toThrow(KeyFileDamaged);
			expect(await rows()).toEqual([]);
		});
		test('W5 another SECRET stops the start with one sentence, and replaces nothing', async () => {
			const first = await load();
			const [row] = await rows();
			await expect(load(engine().store, 't'.repeat(40))).rejects.toThrow(
				/^The sealing key in the database cannot be opened: SECRET is not the one/
			);
			expect(await rows()).toEqual([row]);
			expect(shown(await load())).toEqual(shown(first));
		});
		test.each<[string, Partial<SealingKeyTable>]>([
			['private half', { private_key: 'AAAA' }],
			['private half gone', { private_key: '' }],
			['public half', { public_key: 'BBBB' }],
			['id', { id: '00000000-0000-4000-8000-000000000000' }]
		])('W5 a damaged row (%s) stops the start, and is left as it is', async (_, damage) => {
			await load();
			await change(damage);
			const damaged = await rows();
			await expect(load()).rejects.toThrow(SealingKeyClosed);
			expect(await rows()).toEqual(damaged);
		});
	});
}
