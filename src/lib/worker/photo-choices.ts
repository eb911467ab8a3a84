/** What somebody decides about the photos of a draft: the key, a photo for a row, suggestions (Z5, Z7). */
import { mayChange } from '../core/roles';
import type { PhotoPackage } from '../storage/db';
import { putDraft } from '../storage/drafts';
import { Failure } from '../core/failure';
import { putPackage, putPhotos } from '../storage/photos';
import { makeProctored } from '../storage/exams';
import { newId, rowCheckFor, type Context } from './context';
import { loadPhotos } from './draft-photos';
import { faultOf, sha256Of } from './photo-package';
import { preparePhoto } from './prepare-photo';
import { whileWriting } from './locks';
import type { OpenDraft } from './open-draft';
import { ownDraft, showRechecked } from './pipeline';
import { settleAnew } from './prepare-photos';
import { requireRole } from './refuse-role';
import type { Requests, Review } from './protocol';
import { planWhole, reviewOf } from './review';

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

/**
 * A photo from elsewhere becomes one more of the package, prepared at once: it is in no archive that could be read again.
 * @throws Failure 'photo_unusable'
 */
export async function addPhoto(
	context: Context,
	{ draftId, row, file }: Requests['addPhoto']['ask']
): Promise<Review> {
	const open = ownDraft(context, draftId);
	const { photos } = open;
	if (!photos) return reviewOf(open, context, false);
	const bytes = new Uint8Array(await file.arrayBuffer());
	const source = await sha256Of(bytes);
	const fault = faultOf(bytes);
	const prepared = fault ? { source, fault } : await preparePhoto(source, bytes);
	if (!('sha256' in prepared)) {
		throw new Failure('photo_unusable', { name: file.name, fault: prepared.fault });
	}
	const place = photos.package.photos.length;
	const added = { path: file.name, source, fault: null };
	const stored = { ...photos.package, photos: [...photos.package.photos, added] };
	await whileWriting(async () => {
		await putPhotos(context.db, [prepared]);
		await putPackage(context.db, withHand(stored, [[row, place]]));
		await loadPhotos(context, open, rowCheckFor(open.exam, open.draft));
		await planWhole(open, context);
	});
	return reviewOf(open, context, false);
}

/**
 * The exam of the draft takes photos from now on (M3).
 * @throws Failure 'exam_needed'
 */
export async function makeExamProctored(
	context: Context,
	{ draftId }: Requests['makeProctored']['ask']
): Promise<Review> {
	const { draft } = ownDraft(context, draftId);
	await requireRole(context, mayChange);
	if (draft.examId === null) throw new Failure('exam_needed');
	const about = { examId: draft.examId, changeId: newId(context.nowMs()) };
	await whileWriting(() => makeProctored(context.db, about));
	return showRechecked(context, draft);
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
