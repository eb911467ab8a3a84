// @ts-nocheck: what this imports is installed by `npm run bench` alone.
import { bigCsv } from '../make-big.mjs';

/** Every peer once over the same file, in one worker. */
function run({ rows, names }) {
	const file = new File([...bigCsv({ rows, seed: 7, passwordEvery: 10 })], 'big.csv');
	const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
	return new Promise((resolve, reject) => {
		worker.onmessage = ({ data }) => {
			worker.terminate();
			resolve(data);
		};
		worker.onerror = ({ message }) => reject(new Error(message));
		worker.postMessage({ file, names });
	});
}

globalThis.bench = { run };
