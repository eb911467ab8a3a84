/** Rows with errors, put together to a draft of their own when the rest is saved (V7). */
import { pageRows, type Draft, type DraftPage, type MusterDatabase, type PageFacts } from './db';
import type { RowEdit } from '../core/edits';
import { faultsOf } from './draft-rows';
import { putEdits } from './edits';
import { addToPage, createPageBuilder, takePage } from './page-builder';

export interface LeftOut {
	/** What was changed in the row goes on with it. */
	add(page: DraftPage, slot: number, edit: RowEdit | undefined): void;
	/** True when a page is full and waits to be flushed. */
	isFull(): boolean;
	flush(): Promise<void>;
	/** Writes the draft, where a row was added; gives the envelopes it still needs. */
	finish(): Promise<{ envelopes: ReadonlySet<string>; rows: number }>;
}

/** The facts of left-out rows are made when the draft is resumed: the users they are compared with have changed. */
const noFacts: PageFacts = {
	filled: new Uint16Array(0),
	bad: new Uint16Array(0),
	flags: new Uint8Array(0),
	role: new Uint8Array(0),
	keys: new Uint32Array(0),
	holders: new Int32Array(0),
	met: new Int32Array(0),
	fallback: new Uint16Array(0),
	fallbackBad: new Uint16Array(0),
	venue: new Uint16Array(0),
	storedVenue: new Uint16Array(0),
	differs: new Uint16Array(0),
	storedEmpty: new Uint16Array(0),
	metFlags: new Uint8Array(0),
	issues: new Uint32Array(0)
};

export function createLeftOut(db: MusterDatabase, draft: Draft, draftId: string): LeftOut {
	const builder = createPageBuilder();
	const envelopes = new Set<string>();
	const edits = new Map<number, RowEdit>();
	let pageEnvelopes: string[] = [];
	let hasPasswords = false;
	let pages = 0;
	let rows = 0;

	async function flush(): Promise<void> {
		const verdicts = builder.verdicts.slice(0, builder.rows);
		const groups = builder.groups.slice(0, builder.rows);
		const slots = builder.slots.slice(0, builder.rows);
		const text = takePage(builder);
		const passwords = hasPasswords ? { verdicts, groups, slots } : {};
		await db.draftPages.put({
			...text,
			...passwords,
			draftId,
			page: pages,
			envelopes: pageEnvelopes,
			facts: noFacts
		});
		pages += 1;
		pageEnvelopes = [];
		hasPasswords = false;
	}

	function addPassword(page: DraftPage, slot: number): void {
		const place = (page.slots[slot] ?? 0) - 1;
		const envelope = place < 0 ? undefined : page.envelopes[place >> 10];
		if (envelope === undefined) return;
		envelopes.add(envelope);
		if (!pageEnvelopes.includes(envelope)) pageEnvelopes.push(envelope);
		const row = builder.rows - 1;
		builder.verdicts[row] = page.verdicts[slot] as number;
		builder.groups[row] = page.groups[slot] as number;
		builder.slots[row] = ((pageEnvelopes.indexOf(envelope) << 10) | (place & 1023)) + 1;
		hasPasswords = true;
	}

	return {
		flush,
		isFull: () => builder.rows === pageRows,
		add(page, slot, edit) {
			const start = slot === 0 ? 0 : (page.ends[slot - 1] as number);
			const row = {
				line: page.lines[slot] as number,
				...faultsOf(page, slot),
				cellCount: page.cells[slot] as number
			};
			addToPage(builder, row, page.bytes, [[start, page.ends[slot] as number]]);
			addPassword(page, slot);
			if (edit) edits.set(rows, { ...edit, row: rows });
			if (edit?.password) envelopes.add(edit.password.envelope);
			rows += 1;
		},
		async finish() {
			if (rows === 0) return { envelopes, rows };
			if (builder.rows > 0) await flush();
			// The rows left out may still create users with it.
			for (const envelope of Object.values(draft.common ?? {})) envelopes.add(envelope);
			await putEdits(db, draftId, { edits, rows: edits.keys() });
			await db.drafts.put({
				...draft,
				id: draftId,
				rows,
				pages,
				errors: rows,
				ghostRows: 0,
				blankLines: 0,
				isLeftOver: true,
				// A word on all rows was given for the file, not for what is left of it.
				fixes: [],
				steps: { done: 0, total: 0 },
				generation: -1,
				entangled: new Uint32Array(0),
				zerosLost: new Uint32Array(0),
				causes: []
			});
			return { envelopes, rows };
		}
	};
}
