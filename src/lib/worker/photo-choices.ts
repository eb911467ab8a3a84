/** What somebody decides about the photos of a draft: the key, a photo for a row, suggestions (Z5, Z7). */
import type { PhotoPackage } from '../storage/db';
import { putDraft } from '../storage/drafts';
import type { Context } from './context';
import { whileWriting } from './locks';
import type { OpenDraft } from './open-draft';
import { ownDraft } from './pipeline';
import { settleAnew } from './prepare-photos';
import type { Requests, Review } from './protocol';
import { reviewOf } from './review';

export function choosePhotoKey(
	context: Context,
	{ draftId, key }: Requests['photoKey']['ask']
): Promise<Review> {
	return change(context, draftId, (stored) => ({ ...stored, key }));
}

/** A photo that is put onto a row leaves the one it was put onto before; null takes the row's photo away. */
export function putPhoto(
	context: Context,
	{ draftId, row, photo }: Requests['putPhoto']['ask']
): Promise<Review> {
	return change(context, draftId, (stored) => withHand(stored, [[row, photo]]));
}

/** One suggestion, or all those by leading zeros: a name alone is taken one at a time (Z5). */
export function takeSuggestions(
	context: Context,
	{ draftId, photo }: Requests['takeSuggestions']['ask']
): Promise<Review> {
	return change(context, draftId, (stored, { photos }) => {
		const all = photos?.matches.suggestions ?? [];
		const taken = all.filter((each) =>
			photo === null ? each.by === 'zeros' : each.photo === photo
		);
		return withHand(
			stored,
			taken.map((each) => [each.owner, each.photo])
		);
	});
}

function withHand(stored: PhotoPackage, hands: PhotoPackage['byHand']): PhotoPackage {
	const rows = new Set(hands.map(([row]) => row));
	const placed = new Set(hands.flatMap(([, photo]) => (photo === null ? [] : [photo])));
	const kept = stored.byHand.filter(
		([row, photo]) => !rows.has(row) && (photo === null || !placed.has(photo))
	);
	return { ...stored, byHand: [...kept, ...hands] };
}

async function change(
	context: Context,
	draftId: string,
	make: (stored: PhotoPackage, open: OpenDraft) => PhotoPackage
): Promise<Review> {
	const open = ownDraft(context, draftId);
	const { photos } = open;
	if (!photos) return reviewOf(open, context, false);
	await whileWriting(async () => {
		await settleAnew(context, open, make(photos.package, open));
		open.draft = { ...open.draft, errors: open.summary.actions.error };
		await putDraft(context.db, open.draft);
	});
	return reviewOf(open, context, false);
}
