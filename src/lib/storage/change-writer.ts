import type { Change } from '../core/change';
import type { MusterDatabase } from './db';

/** Changes in one record. */
const pageChanges = 1000;
/** Records written at once: each request to the database is waited for. */
const pagesAtOnce = 8;

/** Writes changes in pages, inside the transaction that writes their effect (Y1). */
export interface ChangeWriter {
	/** Device sequence of the change that is added next. */
	nextSequence(): number;
	add(change: Change): void;
	/** True when so many changes wait that they should be flushed. */
	isFull(): boolean;
	flush(): Promise<void>;
}

export function createChangeWriter(
	db: MusterDatabase,
	{ uploadId, first }: { uploadId: string; first: number }
): ChangeWriter {
	let next = first;
	let changes: Change[] = [];
	return {
		nextSequence: () => next + changes.length,
		add: (change) => changes.push(change),
		isFull: () => changes.length >= pageChanges * pagesAtOnce,
		async flush() {
			if (changes.length === 0) return;
			const pages = Array.from({ length: Math.ceil(changes.length / pageChanges) }, (_, page) => ({
				first: next + page * pageChanges,
				uploadId,
				changes: changes.slice(page * pageChanges, (page + 1) * pageChanges),
				isOpen: 1 as const
			}));
			next += changes.length;
			changes = [];
			await db.changePages.bulkAdd(pages);
		}
	};
}
