import { ownSealingKey } from '$lib/server/own-sealing-key';
import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** The public half of the key that passwords are sealed to (W5): open to all, it is no secret. */
export const GET: RequestHandler = async () => {
	const { id, publicKey, fingerprint } = await ownSealingKey();
	return json({ id, publicKey, fingerprint });
};
