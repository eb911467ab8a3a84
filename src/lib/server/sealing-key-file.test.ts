import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeKeyFile } from '../../../tests/server/key-file';
import { KeyFileDamaged, readKeyFile, sealingKeyFile } from './sealing-key-file';

let dataDir: string;
beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'muster-key-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('W5 reads the pair', async () => {
	const made = await makeKeyFile(dataDir);
	expect(await readKeyFile(dataDir)).toEqual(made);
});
test('W5 no file is no key', async () => {
	expect(await readKeyFile(join(dataDir, 'none'))).toBeNull();
});

const change = (part: object) => (text: string) =>
	JSON.stringify({ ...(JSON.parse(text) as object), ...part });
const otherPoint = Buffer.from([4, ...Array<number>(64).fill(7)]).toString('base64url');
const otherKey = Buffer.alloc(32, 1).toString('base64url');

test.each<[string, (text: string) => string]>([
	['empty', () => ''],
	['cut short', (text) => text.slice(0, text.length / 2)],
	['no JSON', () => 'key'],
	['without a private key', change({ privateKey: undefined })],
	['with a private key cut short', change({ privateKey: 'AAAA' })],
	['with the private key of another pair', change({ privateKey: otherKey })],
	['with a point that is not on the curve', change({ publicKey: otherPoint })],
	['with a format of a later version', change({ format: 2 })]
])('W5 a file %s is refused and left as it is', async (_, damage) => {
	await makeKeyFile(dataDir);
	const path = join(dataDir, sealingKeyFile);
	const damaged = damage(readFileSync(path, 'utf8'));
	writeFileSync(path, damaged);
	await expect(readKeyFile(dataDir)).rejects.toThrow(KeyFileDamaged);
	expect(readFileSync(path, 'utf8')).toBe(damaged);
});
