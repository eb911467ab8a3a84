/** Passwords made in this session: kept in the worker's memory for the hand-out sheet (W6), sealed for the server (W5). */
import { Failure } from '../core/failure';
import { putEnvelopes } from '../storage/envelopes';
import type { SealingKey } from '../storage/meta';
import {
	madePasswordSlotBytes,
	mostSlots,
	sealPasswords,
	type SealedEnvelope
} from '../storage/seal';
import type { Context } from './context';

/** By user id. A later one of a user takes the place of an earlier, which opens nothing any more. Never written. */
export type MadePasswords = Map<string, { readonly uploadId: string; readonly password: string }>;

/** Answers how many users got one. Of a common password that was typed before a reload the text is not known. */
export function keepMade(
	made: MadePasswords,
	uploadId: string,
	list: readonly { readonly userId: string; readonly password: string | undefined }[]
): number {
	let kept = 0;
	for (const { userId, password } of list) {
		if (password === undefined) continue;
		made.set(userId, { uploadId, password });
		kept += 1;
	}
	return kept;
}

/** Envelopes sealed side by side and stored together. */
const sealedAtOnce = 16;

/** Seals passwords in their order, 1,000 to an envelope; each group of envelopes is given to `onSealed` as it is ready. */
export async function sealInTurn(
	passwords: readonly string[],
	key: SealingKey | null,
	onSealed: (envelopes: readonly SealedEnvelope[]) => unknown
): Promise<void> {
	if (passwords.length === 0) return;
	if (!key) throw new Failure('sealing_key_missing');
	for (let from = 0; from < passwords.length; from += mostSlots * sealedAtOnce) {
		const parts = Array.from({ length: sealedAtOnce }, (_, part) => {
			const start = from + part * mostSlots;
			return passwords.slice(start, start + mostSlots);
		}).filter((part) => part.length > 0);
		await onSealed(
			await Promise.all(parts.map((part) => sealPasswords(part, key, madePasswordSlotBytes)))
		);
	}
}

/** Envelopes are stored under the draft first: a crash before the save leaves them to be dropped with it. */
export async function sealMade(
	{ db, sealingKey }: Context,
	draftId: string,
	passwords: readonly string[]
): Promise<string[]> {
	const envelopes: string[] = [];
	await sealInTurn(passwords, sealingKey, async (sealed) => {
		await putEnvelopes(
			db,
			sealed.map((envelope) => ({ ...envelope, draftId, isMade: true }))
		);
		envelopes.push(...sealed.map(({ sha256 }) => sha256));
	});
	return envelopes;
}
