/** Fetches the key that passwords are sealed to, at the start and at each sign-in; another one is noticed by it (W5). */
import { app } from './app.svelte';
import { client } from './client';

interface SealingKey {
	readonly id: string;
	readonly publicKey: string;
	readonly fingerprint: string;
}

export async function fetchSealingKey(): Promise<void> {
	if (!app.state || app.isSample) return;
	const answer = await fetch('/api/sealing-key', { cache: 'no-store' }).catch(() => null);
	if (!answer?.ok) return;
	// The worker checks it against its fingerprint.
	const { id, publicKey, fingerprint } = (await answer.json()) as SealingKey;
	await client.ask('sealingKey', { id, publicKey, fingerprint });
	await app.refresh();
}
