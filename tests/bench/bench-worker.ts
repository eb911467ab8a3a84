/** The app's own worker, and beside it in the same thread the yardsticks: PapaParse and fflate alone over the same bytes. */
import { Unzip, UnzipInflate } from 'fflate';
import Papa from 'papaparse';
import { createPhotoMatching } from '../../src/lib/core/photos';
import { readArchive } from '../../src/lib/files/zip';
import { contentsOf } from '../../src/lib/files/zip-contents';
import '../../src/lib/worker/worker';

const yardstick = new BroadcastChannel('muster-yardstick');
yardstick.addEventListener('message', ({ data }: MessageEvent<{ file?: File }>) => {
	if (!data.file) return;
	const started = performance.now();
	let rows = 0;
	let letters = 0;
	Papa.parse<string[]>(data.file, {
		header: false,
		skipEmptyLines: true,
		chunkSize: 1024 * 1024,
		chunk: ({ data: chunk }) => {
			rows += chunk.length;
			for (const row of chunk) letters += row[1]?.length ?? 0;
		},
		complete: () => {
			yardstick.postMessage({ papaMs: performance.now() - started, rows, letters });
		}
	});
});

const planning = new BroadcastChannel('muster-planning');
new PerformanceObserver((found) => {
	for (const { duration } of found.getEntriesByName('plan again')) planning.postMessage(duration);
}).observe({ type: 'measure' });

const photoYardstick = new BroadcastChannel('muster-photo-yardstick');
photoYardstick.addEventListener('message', ({ data }: MessageEvent<{ archive?: File }>) => {
	if (data.archive) void measureArchive(data.archive);
});

async function measureArchive(archive: File): Promise<void> {
	const started = performance.now();
	const inflated = await inflateAll(archive);
	const fflateMs = performance.now() - started;
	const opened = performance.now();
	const { photos } = contentsOf(await readArchive(archive, new AbortController().signal));
	const directoryMs = performance.now() - opened;
	const matching = performance.now();
	const match = createPhotoMatching(
		photos.map(({ name }) => ({ path: name, source: name, isFaulty: false }))
	);
	photos.forEach(({ name }, id) => {
		const clientId = name.slice(name.lastIndexOf('/') + 1, -'.jpg'.length);
		const username = `user.${clientId}`;
		const email = `${username}@larkspur.example`;
		const person = { firstName: `First${id}`, lastName: `Last${id}`, photo: '' };
		match.take({ id, clientId, username, email, ...person });
	});
	const { photosOf } = match.match({ key: null, byHand: new Map() });
	const matchedMs = performance.now() - matching;
	photoYardstick.postMessage({
		fflateMs,
		directoryMs,
		matchedMs,
		inflated,
		matched: photosOf.size
	});
}

/** Every byte of every entry, a piece of the file at a time. */
async function inflateAll(archive: File): Promise<number> {
	let bytes = 0;
	const unzip = new Unzip((entry) => {
		entry.ondata = (error, data) => {
			if (error) throw error;
			bytes += data.length;
		};
		entry.start();
	});
	unzip.register(UnzipInflate);
	const piece = 1024 * 1024;
	for (let at = 0; at < archive.size; at += piece) {
		const buffer = await archive.slice(at, at + piece).arrayBuffer();
		unzip.push(new Uint8Array(buffer), at + piece >= archive.size);
	}
	return bytes;
}
