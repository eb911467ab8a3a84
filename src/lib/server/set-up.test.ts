import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from './database';
import { firstSetUpToken, setUpAccount } from './set-up';

const nowMs = Date.UTC(2026, 4, 4);
const account = { name: 'Ines', email: 'ines@example.org', password: 'correct horse battery' };

let store: Store;
beforeEach(async () => {
	store = await openStore({ file: ':memory:' });
});
afterEach(() => store.close());

const setUp = (token: string | null) =>
	setUpAccount(store, { body: { ...account, token }, nowMs }).then(({ email }) => email);

test('X1 the first start makes one organisation and a link that works', async () => {
	const token = await firstSetUpToken(store.database, nowMs);
	expect(await setUp(token)).toBe(account.email);
	const organisations = await store.database.selectFrom('organisations').select('id').execute();
	expect(organisations).toHaveLength(1);
});
test('X1 a start before there is an account replaces the link', async () => {
	const lost = await firstSetUpToken(store.database, nowMs);
	const found = await firstSetUpToken(store.database, nowMs);
	await expect(setUp(lost)).rejects.toMatchObject({ code: 'link_invalid' });
	expect(await setUp(found)).toBe(account.email);
});
test('X1 later starts give no link', async () => {
	await setUp(await firstSetUpToken(store.database, nowMs));
	expect(await firstSetUpToken(store.database, nowMs)).toBeNull();
});
test('X1 two that start at once share the organisation', async () => {
	await Promise.all([
		firstSetUpToken(store.database, nowMs),
		firstSetUpToken(store.database, nowMs)
	]);
	const organisations = await store.database.selectFrom('organisations').select('id').execute();
	expect(organisations).toHaveLength(1);
});
