/** The photos of the draft on the screen: whose they are (Z5), what that means for its rows, what is prepared (Z6). */
import type { RowCheck } from '../core/check';
import { headerKey } from '../core/columns';
import { metFlag, photoFlag, rowFlag } from '../core/facts';
import { Failure } from '../core/failure';
import { createPhotoMatching, type PhotoMatches, type PhotoMatching } from '../core/photos';
import { standings, type Standing } from '../core/photo-standing';
import { planFlag } from '../core/plan-table';
import type { PhotoReference } from '../core/records';
import { photoColumnKeys } from '../core/synonyms';
import type { PhotoPackage } from '../storage/db';
import { cellsNow, rawRow } from '../storage/draft-rows';
import { readDraftPage } from '../storage/drafts';
import { missingSources, preparedOf } from '../storage/photos';
import { hashStride, readUser } from '../storage/users';
import type { Context } from './context';
import { rowShape, type OpenDraft } from './open-draft';

export interface DraftPhotos {
	readonly package: PhotoPackage;
	readonly matching: PhotoMatching;
	/** Rows that stand for a person: the first of those about one. */
	readonly owners: readonly number[];
	readonly matches: PhotoMatches;
	/** By row. */
	readonly standing: ReadonlyMap<number, Standing>;
	/** Source → hash of the prepared photo. */
	readonly prepared: Map<string, string>;
	/** Sources whose photo the server has lost: prepared again, though no row changes. */
	readonly missing: ReadonlySet<string>;
}

/** Brings the package of a draft, if it has one, and marks its rows. Called when all rows are matched. */
export async function loadPhotos(
	context: Context,
	open: OpenDraft,
	check: RowCheck
): Promise<void> {
	const stored = await context.db.packages.get(open.draft.id);
	if (!stored) return;
	// M3: a standard exam takes the CSV alone, until somebody says otherwise.
	if (open.exam?.kind === 'standard') {
		open.photosAside = stored.photos.length;
		return;
	}
	const matching = createPhotoMatching(filesOf(stored));
	const owners = await takeOwners(context, open, { check, matching });
	const sources = stored.photos.map(({ source }) => source);
	const prepared = await preparedOf(context.db, sources);
	const missing = await missingSources(context.db);
	await settlePhotos(context, open, { package: stored, matching, owners, prepared, missing });
}

function filesOf({ photos }: PhotoPackage) {
	return photos.map(({ path, source, fault }) => ({ path, source, isFaulty: fault !== null }));
}

/** Matches again under the package's choices and marks every row. */
export async function settlePhotos(
	context: Context,
	open: OpenDraft,
	photos: Pick<DraftPhotos, 'package' | 'matching' | 'owners' | 'prepared' | 'missing'>
): Promise<void> {
	const { key, byHand } = photos.package;
	const hands = new Map(byHand);
	const matches = photos.matching.match({ key, byHand: hands });
	const standing = standings(filesOf(photos.package), matches, hands);
	open.photos = { ...photos, matches, standing };
	open.facts.photo.fill(0);
	for (const row of photos.owners) {
		open.facts.photo[row] = await markOf(context, open, { row, standing: standing.get(row) });
	}
}

export function isTaken(standing: Standing | undefined): standing is Standing {
	return standing?.kind === 'matched' || standing?.kind === 'several';
}

/** M1: an equal source is the stored photo, and nothing new. */
async function markOf(
	{ cache }: Context,
	{ facts, photos }: OpenDraft,
	{ row, standing }: { row: number; standing: Standing | undefined }
): Promise<number> {
	if (!isTaken(standing)) return photoFlag.lacks;
	if (!((facts.metFlags[row] as number) & metFlag.hasPhoto)) return photoFlag.brings;
	const user = await readUser(cache, facts.met[row] as number);
	const source = photos?.package.photos[standing.photo]?.source;
	return user?.photo?.sourceSha256 === source ? 0 : photoFlag.brings;
}

interface TakeInput {
	readonly check: RowCheck;
	readonly matching: PhotoMatching;
}

/** People by their first rows, page by page. */
async function takeOwners(
	{ db }: Context,
	open: OpenDraft,
	{ check, matching }: TakeInput
): Promise<number[]> {
	const { draft, facts } = open;
	const shape = rowShape(open);
	const photoPlace = draft.columns.findIndex(
		({ header, field }) => field === null && photoColumnKeys.has(headerKey(header))
	);
	const isFirst = createFirsts(open);
	const owners: number[] = [];
	for (let number = 0, row = 0; number < draft.pages; number += 1) {
		const page = await readDraftPage(db, draft.id, number);
		if (!page) throw new Failure('draft_not_found');
		for (let slot = 0; slot < page.ends.length; slot += 1, row += 1) {
			const flags = facts.flags[row] as number;
			if (flags & (rowFlag.rowError | rowFlag.deletes) || open.edits.get(row)?.isSkipped) continue;
			if (!isFirst(row)) continue;
			const { record } = check(rawRow(page, slot, shape).cells);
			const { clientId = '', username = '', email = '', firstName = '', lastName = '' } = record;
			const photo = photoPlace < 0 ? '' : (cellsNow(page, slot, shape)[photoPlace] ?? '').trim();
			matching.take({ id: row, clientId, username, email, firstName, lastName, photo });
			owners.push(row);
		}
	}
	return owners;
}

/** One person, one row: by the stored user it meets, else by the hash of its username. */
function createFirsts({ facts }: OpenDraft): (row: number) => boolean {
	const seen = new Set<string>();
	return (row) => {
		if (!((facts.flags[row] as number) & rowFlag.entangled)) return true;
		const met = facts.met[row] as number;
		const at = row * hashStride;
		const name = met >= 0 ? `${met}` : `${facts.keys[at]}:${facts.keys[at + 1]}`;
		if (name === '0:0') return true;
		const isNew = !seen.has(name);
		seen.add(name);
		return isNew;
	};
}

/** Sources of the photos that a save would take and that are not prepared yet, in the order of the archive. */
export function unprepared({ photos, plan }: OpenDraft): readonly number[] {
	if (!photos) return [];
	const wanted = new Set<number>();
	for (const [row, standing] of photos.standing) {
		const source = photos.package.photos[standing.photo]?.source ?? '';
		const isTakenBySave = ((plan.flags[row] as number) & planFlag.setsPhoto) !== 0;
		if (!isTakenBySave && !(isTaken(standing) && photos.missing.has(source))) continue;
		if (!photos.prepared.has(source)) wanted.add(standing.photo);
	}
	return [...wanted].sort((a, b) => a - b);
}

/** The prepared photo of a row, or null while there is none. */
export function preparedPhoto({ photos }: OpenDraft, row: number): PhotoReference | null {
	const photo = photos?.standing.get(row)?.photo;
	const source = photo === undefined ? undefined : photos?.package.photos[photo]?.source;
	const sha256 = source === undefined ? undefined : photos?.prepared.get(source);
	return source === undefined || sha256 === undefined ? null : { sha256, sourceSha256: source };
}
