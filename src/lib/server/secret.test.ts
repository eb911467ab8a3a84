import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSecret, secretFile } from './secret';

let dataDir: string;
beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'muster-secret-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const given = 'x'.repeat(32);

test('the given secret is taken, and nothing is written', async () => {
	expect(await loadSecret({ given, dataDir, isShared: true })).toBe(given);
	expect(readdirSync(dataDir)).toEqual([]);
});
test('without one it is made once, for the owner alone', async () => {
	const source = { given: undefined, dataDir: join(dataDir, 'new'), isShared: false };
	const made = await Promise.all([loadSecret(source), loadSecret(source), loadSecret(source)]);
	expect(made[0].length).toBeGreaterThanOrEqual(43);
	expect(new Set(made).size).toBe(1);
	expect(await loadSecret(source)).toBe(made[0]);
	expect(statSync(join(source.dataDir, secretFile)).mode & 0o777).toBe(0o600);
	expect(readdirSync(source.dataDir)).toEqual([secretFile]);
});
test('with a shared database it must be given', async () => {
	const source = { given: undefined, dataDir, isShared: true };
	await expect(loadSecret(source)).rejects.toThrow('DATABASE_URL needs SECRET');
});
test('one that is too short is refused, given or kept', async () => {
	await expect(loadSecret({ given: 'abc', dataDir, isShared: false })).rejects.toThrow('SECRET');
	writeFileSync(join(dataDir, secretFile), 'abc\n');
	const kept = loadSecret({ given: undefined, dataDir, isShared: false });
	await expect(kept).rejects.toThrow('too short');
});
