import type { Change } from '../core/change';
import type { MusterDatabase } from './db';

/** Changes in one record. */
const pageChanges = 1000;

/** Writes changes in pages, inside the transaction that writes their effect (Y1). */
export interface ChangeWriter {
	/** Device sequence of the change that is added next. */
	nextSequence(): number;
	add(change: Change): void;
	/** True when a page is full and waits to be flushed. */
	isFull(): boolean;
	flush(): Promise<void>;
}

export function createChangeWriter(
	db: MusterDatabase,
	{ uploadId, first }: { uploadId: string; first: number }
): ChangeWriter {
	let pageFirst = first;
	let changes: Change[] = [];
	return {
		nextSequence: () => pageFirst + changes.length,
		add: (change) => changes.push(change),
		isFull: () => changes.length >= pageChanges,
		async flush() {
			if (changes.length === 0) return;
			await db.changePages.add({ first: pageFirst, uploadId, changes, isOpen: 1 });
			pageFirst += changes.length;
			changes = [];
		}
	};
}
