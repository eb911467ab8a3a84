/**
 * Prepares the photos of the draft on the screen, two at a time and page by page, beside everything else (Z6). A page is
 * stored before the next is read, so memory stays bounded; what is stored is not prepared again, whatever happens.
 */
import { Failure } from '../core/failure';
import type { ZipEntry } from '../files/zip-entry';
import { inflateEach } from '../files/zip-inflate';
import type { PhotoPackage } from '../storage/db';
import { putPackage, putPhotos } from '../storage/photos';
import type { Context } from './context';
import { settlePhotos, unprepared } from './draft-photos';
import { whileWriting } from './locks';
import type { OpenDraft } from './open-draft';
import { entriesOf, sha256Of } from './photo-package';
import { preparePhoto, type Prepared } from './prepare-photo';
import { planWhole } from './review';

/** Photos stored together. */
const pagePhotos = 16;
/** Photos decoded side by side: more only wait for each other. */
const atOnce = 2;

export interface PreparingHooks {
	/** After each page, with the photos done in this run and how long it has taken. */
	readonly onPage: (done: number, elapsedMs: number) => Promise<void>;
	readonly prepare?: typeof preparePhoto;
}

/**
 * Runs until nothing is left to prepare.
 * @throws Failure 'cancelled', 'file_unreadable', or that storage is full
 */
export async function preparePhotos(
	context: Context,
	open: OpenDraft,
	{ file, signal, hooks }: { file: File; signal: AbortSignal; hooks: PreparingHooks }
): Promise<void> {
	const byPath = new Map((await entriesOf(file)).map((entry) => [entry.name, entry]));
	const startedMs = performance.now();
	let done = 0;
	for (;;) {
		// Asked anew for each page: a changed key or setting changes what is wanted.
		const wanted = unprepared(open).slice(0, pagePhotos);
		if (wanted.length === 0) return;
		const page = wanted.flatMap((photo) => byPath.get(pathOf(open, photo)) ?? []);
		if (page.length < wanted.length) throw new Failure('other_file', { name: open.draft.fileName });
		const prepared = await preparePage(file, { page, signal, hooks });
		if (signal.aborted) throw new Failure('cancelled');
		await whileWriting(() => storePage(context, open, prepared));
		done += page.length;
		await hooks.onPage(done, performance.now() - startedMs);
	}
}

function pathOf({ photos }: OpenDraft, photo: number): string {
	return photos?.package.photos[photo]?.path ?? '';
}

interface PageInput {
	readonly page: readonly ZipEntry[];
	readonly signal: AbortSignal;
	readonly hooks: PreparingHooks;
}

interface PreparedEntry {
	readonly path: string;
	readonly prepared: Prepared | null;
}

async function preparePage(
	file: File,
	{ page, signal, hooks }: PageInput
): Promise<readonly PreparedEntry[]> {
	const prepare = hooks.prepare ?? preparePhoto;
	const running: Promise<void>[] = [];
	const found: PreparedEntry[] = [];
	for await (const { entry, bytes } of inflateEach(file, page, signal)) {
		const path = entry.name;
		const one = async () => {
			const prepared = bytes ? await prepare(await sha256Of(bytes), bytes) : null;
			found.push({ path, prepared });
		};
		running.push(one());
		// Back-pressure: the next one is inflated when one of two is through.
		if (running.length >= atOnce) await running.shift();
	}
	await Promise.all(running);
	return found;
}

/** What could not be prepared is that photo's fault from now on, and its rows are planned again (Z6). */
async function storePage(
	context: Context,
	open: OpenDraft,
	page: readonly PreparedEntry[]
): Promise<void> {
	const { photos } = open;
	if (!photos) return;
	const good = page.flatMap(({ prepared }) => (prepared && 'sha256' in prepared ? [prepared] : []));
	await putPhotos(context.db, good);
	for (const { source, sha256 } of good) photos.prepared.set(source, sha256);
	const faults = new Map(
		page.flatMap(({ path, prepared }) =>
			prepared && 'sha256' in prepared ? [] : [[path, prepared?.fault ?? 'damaged'] as const]
		)
	);
	if (faults.size === 0) return;
	const marked = photos.package.photos.map((photo) => ({
		...photo,
		fault: faults.get(photo.path) ?? photo.fault
	}));
	await settleAnew(context, open, { ...photos.package, photos: marked });
}

/** Another package of the same draft: stored, matched, and planned again. */
export async function settleAnew(
	context: Context,
	open: OpenDraft,
	changed: PhotoPackage
): Promise<void> {
	const { photos } = open;
	if (!photos) throw new Failure('draft_not_found');
	await putPackage(context.db, changed);
	await settlePhotos(context, open, { ...photos, package: changed });
	await planWhole(open, context);
}
