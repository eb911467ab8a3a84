import type { FromWorker, Progress } from './protocol';

/** Tells the page how far a long work is, ten times a second at most. */
export interface ProgressMeter {
	tell(done: { rows: number; bytes: number }): void;
}

const intervalMs = 100;

export function createProgress(
	stage: Progress['stage'],
	total: { rows: number | null; bytes: number },
	post: (message: FromWorker) => void
): ProgressMeter {
	const startedMs = performance.now();
	let toldMs = startedMs;
	return {
		tell({ rows, bytes }) {
			const now = performance.now();
			if (now - toldMs < intervalMs) return;
			toldMs = now;
			const rowsPerSecond = Math.round((rows / (now - startedMs)) * 1000);
			const progress: Progress = {
				stage,
				rows,
				bytes,
				totalRows: total.rows,
				totalBytes: total.bytes,
				rowsPerSecond
			};
			post({ event: 'progress', progress });
		}
	};
}
