/** The app's own worker, and beside it in the same thread the yardstick: PapaParse alone over the same bytes. */
import Papa from 'papaparse';
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
