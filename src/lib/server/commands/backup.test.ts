import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createUser, openDesk, type Desk } from '../../../../tests/server/device';
import { openStore, type Store } from '../database';
import { backup } from './backup';
import type { Settings } from './command';

let folder: string;
let store: Store;
let desk: Desk;
let settings: Settings;
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), "muster-back'up-"));
	const address = { file: join(folder, 'muster.sqlite') };
	store = await openStore(address);
	desk = await openDesk(store);
	await desk.push(createUser({ username: 'ada' }));
	settings = {
		dataDir: folder,
		address,
		origin: 'https://muster.example',
		hasOwnSecret: false,
		directory: folder,
		nowMs: 0
	};
});
afterEach(async () => {
	await store.close();
	rmSync(folder, { recursive: true });
});

const usersIn = async (file: string) => {
	const copy = await openStore({ file: join(folder, file) });
	const rows = await copy.database.selectFrom('users').select('username').execute();
	await copy.close();
	return rows.map(({ username }) => username);
};

test('Y10 copies what is committed, beside an open server and an unfinished write', async () => {
	await store.database.transaction().execute(async (sql) => {
		await sql.updateTable('users').set({ username: 'unfinished' }).execute();
		await backup(['copy.sqlite'], settings);
	});
	await desk.push(createUser({ username: 'later' }));
	expect(await usersIn('copy.sqlite')).toEqual(['ada']);
});
test('W5 says where the secret lies that the copy needs', async () => {
	const lines = await backup(['copy.sqlite'], settings);
	expect(lines.join(' ')).toContain(`Keep ${join(folder, 'secret')} too`);
	const other = await backup(['other.sqlite'], { ...settings, hasOwnSecret: true });
	expect(other.join(' ')).toContain('Keep SECRET too');
});
test.skipIf(process.platform === 'win32')('only its owner may read the copy', async () => {
	await backup(['copy.sqlite'], settings);
	expect(statSync(join(folder, 'copy.sqlite')).mode & 0o777).toBe(0o600);
});
test('an earlier backup is never overwritten', async () => {
	writeFileSync(join(folder, 'copy.sqlite'), 'precious');
	await expect(backup(['copy.sqlite'], settings)).rejects.toThrow('is there already');
	expect(statSync(join(folder, 'copy.sqlite')).size).toBe(8);
});
test('without a name, or with PostgreSQL, it says what to do', async () => {
	await expect(backup([], settings)).rejects.toThrow('npm run backup -- FILE');
	const url = { ...settings, address: { url: 'postgres://x' } };
	await expect(backup(['copy'], url)).rejects.toThrow('pg_dump');
});
test('one that fails leaves nothing behind', async () => {
	const none = { ...settings, address: { file: join(folder, 'folder') } };
	writeFileSync(join(folder, 'folder'), 'no database at all, but long enough to be looked at');
	await expect(backup(['copy.sqlite'], none)).rejects.toThrow();
	expect(existsSync(join(folder, 'copy.sqlite'))).toBe(false);
	expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
});
