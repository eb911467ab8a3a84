/** The lists of the reconciliation (Z7), each opened a window at a time. */
import { metFlag, rowFlag } from '../core/facts';
import { planFlag } from '../core/plan-table';
import { inflateEach } from '../files/zip-inflate';
import { readUser } from '../storage/users';
import type { Context } from './context';
import type { OpenDraft } from './open-draft';
import { entriesOf } from './photo-package';
import type { Page, PhotoKind, PhotoLine, PhotoView, RowPhoto } from './protocol';
import { viewRows } from './rows';
import { imageOf } from './thumbnail';

interface Place {
	readonly row: number | null;
	readonly photos: readonly number[];
	readonly suggestedRow: number | null;
}

/** Rows, or photos without one, in the order of the file or of the archive. */
export function photosOfKind(open: OpenDraft, kind: PhotoKind): readonly Place[] {
	const { photos, facts, plan } = open;
	if (!photos) return [];
	const { standing, owners, matches } = photos;
	if (kind === 'unmatched') {
		const suggested = new Map(matches.suggestions.map(({ photo, owner }) => [photo, owner]));
		return matches.unmatched.map((photo) => ({
			row: null,
			photos: [photo],
			suggestedRow: suggested.get(photo) ?? null
		}));
	}
	const isOfKind = (row: number): boolean => {
		const own = standing.get(row)?.kind;
		if (kind === 'replaced') {
			const isNew = ((plan.flags[row] as number) & planFlag.setsPhoto) !== 0;
			return isNew && ((facts.metFlags[row] as number) & metFlag.hasPhoto) !== 0;
		}
		if (kind === 'matched') return own === 'matched' || own === 'several';
		if (kind !== 'without') return own === kind;
		const hasStored = ((facts.metFlags[row] as number) & metFlag.hasPhoto) !== 0;
		return own === undefined && !hasStored && !((facts.flags[row] as number) & rowFlag.rowError);
	};
	return owners
		.filter(isOfKind)
		.map((row) => ({ row, photos: standing.get(row)?.photos ?? [], suggestedRow: null }));
}

export async function photosPage(
	context: Context,
	open: OpenDraft,
	{ kind, from, count }: { kind: PhotoKind; from: number; count: number }
): Promise<Page<PhotoLine>> {
	const all = photosOfKind(open, kind);
	const places = all.slice(from, from + count);
	const views = await photoViews(context, open, new Set(places.flatMap(({ photos }) => photos)));
	const rows = await viewRows(
		context,
		open,
		places.flatMap(({ row, suggestedRow }) => row ?? suggestedRow ?? [])
	);
	const byRow = new Map(rows.map((row) => [row.row, row]));
	const lines = await Promise.all(
		places.map(async ({ row, photos, suggestedRow }): Promise<PhotoLine> => {
			const stored = row === null ? null : await storedPhoto(context, open, row);
			return {
				row: row === null ? null : (byRow.get(row) ?? null),
				photos: photos.flatMap((photo) => views.get(photo) ?? []),
				suggested: suggestedRow === null ? null : (byRow.get(suggestedRow) ?? null),
				stored
			};
		})
	);
	return { total: all.length, from, rows: lines };
}

/** The lists that a row may stand in, the most telling first. */
const kindsOfRow = ['faulty', 'shared', 'several', 'without', 'replaced', 'matched'] as const;

/** The photo of one row, for its form (V3). */
export async function rowPhotoOf(
	context: Context,
	open: OpenDraft,
	row: number
): Promise<RowPhoto | null> {
	const stored = await storedPhoto(context, open, row);
	const canGive = open.photos?.owners.includes(row) ?? false;
	if (!canGive && !stored) return null;
	const found = open.photos?.standing.get(row)?.photos ?? [];
	const views = await photoViews(context, open, new Set(found));
	return {
		photos: found.flatMap((photo) => views.get(photo) ?? []),
		stored,
		isTaken: ((open.plan.flags[row] as number) & planFlag.setsPhoto) !== 0,
		canGive,
		place: canGive ? placeOf(open, row) : null
	};
}

function placeOf(open: OpenDraft, row: number): RowPhoto['place'] {
	for (const kind of kindsOfRow) {
		const at = photosOfKind(open, kind).findIndex((each) => each.row === row);
		if (at >= 0) return { kind, at };
	}
	return null;
}

async function storedPhoto(
	{ db, cache }: Context,
	{ facts }: OpenDraft,
	row: number
): Promise<Blob | null> {
	if (!((facts.metFlags[row] as number) & metFlag.hasPhoto)) return null;
	const user = await readUser(cache, facts.met[row] as number);
	const photo = user?.photo ? await db.photos.get(user.photo.sha256) : undefined;
	return photo ? imageOf(photo) : null;
}

/** With a thumbnail where there is one, else the photo out of the archive while that is at hand. */
async function photoViews(
	{ db, file }: Context,
	{ photos }: OpenDraft,
	wanted: ReadonlySet<number>
): Promise<ReadonlyMap<number, PhotoView>> {
	const views = new Map<number, PhotoView>();
	if (!photos) return views;
	const bare: string[] = [];
	for (const photo of wanted) {
		const about = photos.package.photos[photo];
		if (!about) continue;
		const sha256 = photos.prepared.get(about.source);
		const stored = sha256 === undefined ? undefined : await db.photos.get(sha256);
		const thumbnail = stored ? imageOf(stored) : null;
		if (!thumbnail && about.fault === null) bare.push(about.path);
		views.set(photo, { photo, path: about.path, fault: about.fault, thumbnail });
	}
	if (!file || bare.length === 0) return views;
	const entries = (await entriesOf(file)).filter(({ name }) => bare.includes(name));
	const { signal } = new AbortController();
	const places = new Map([...views.values()].map((view) => [view.path, view]));
	for await (const { entry, bytes } of inflateEach(file, entries, signal)) {
		const view = places.get(entry.name);
		if (bytes && view) views.set(view.photo, { ...view, thumbnail: new Blob([bytes]) });
	}
	return views;
}
