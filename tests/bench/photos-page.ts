/** A package of photos, timed from the drop until all are prepared; the archive is made before the clock starts. */
import type { Client } from '../../src/lib/worker/client';
import { photoPackage } from './photo-package';

export interface PhotoTiming {
	readonly photos: number;
	readonly bytes: number;
	/** fflate alone inflates the same archive in the same worker: the yardstick. */
	readonly fflateMs: number;
	readonly directoryMs: number;
	readonly matchedMs: number;
	/** From the drop to the review: every photo inflated, checked and hashed. */
	readonly readMs: number;
	/** From the review until the last photo is prepared and stored. */
	readonly preparedMs: number;
}

type Told = Pick<PhotoTiming, 'fflateMs' | 'directoryMs' | 'matchedMs'>;

const yardstick = new BroadcastChannel('muster-photo-yardstick');

function measure(archive: File): Promise<Told> {
	return new Promise((resolve) => {
		const take = ({ data }: MessageEvent<Partial<Told>>) => {
			if (data.fflateMs === undefined) return;
			yardstick.removeEventListener('message', take);
			resolve(data as Told);
		};
		yardstick.addEventListener('message', take);
		yardstick.postMessage({ archive });
	});
}

export async function makeArchive(photos: number): Promise<File> {
	return photoPackage(photos);
}

export async function runPhotos(app: Client, archive: File, photos: number): Promise<PhotoTiming> {
	const exam = await app.ask('createExam', {
		name: 'Photos',
		kind: 'proctored',
		venues: []
	});
	const told = await measure(archive);
	const started = performance.now();
	const isReady = new Promise<number>((resolve) => {
		const stop = app.onPrepared(({ photos: view }) => {
			if (!view || view.preparing.left > 0) return;
			stop();
			resolve(performance.now());
		});
	});
	const review = await app.ask('read', { file: archive, examId: exam.id });
	const read = performance.now();
	const matched = review.photos?.counts.matched ?? 0;
	if (matched !== photos) throw new Error(`${matched} of ${photos} photos matched`);
	const preparedMs = (await isReady) - read;
	return { photos, bytes: archive.size, ...told, readMs: read - started, preparedMs };
}
