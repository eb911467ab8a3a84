/** Stores the pages of a draft while a file is read, and takes them back into memory when it is resumed. */
import { createRowFacts, reserveRows, type RowFacts } from '../core/facts';
import { pageRows, type DraftPage, type MusterDatabase, type PageFacts } from '../storage/db';
import { envelopeTables, putEnvelopes } from '../storage/envelopes';
import { sealPasswords, filePasswordSlotBytes } from '../storage/seal';
import type { SealingKey } from '../storage/meta';
import { addEntry, type Causes } from './causes';
import { createPasswords, reservePasswords, type OpenDraft, type Passwords } from './open-draft';
import type { PageText } from '../storage/page-builder';

/** Facts of one page's rows, cut out of the columns of all rows. `issuesFrom` is where the page's entries begin. */
export function factsOfPage(
	{ facts, causes }: Pick<OpenDraft, 'facts' | 'causes'>,
	page: number,
	issuesFrom: number
): PageFacts {
	const from = page * pageRows;
	const to = Math.min(facts.count, from + pageRows);
	const issues = causes.entries.slice(issuesFrom, causes.length);
	for (let at = 0; at < issues.length; at += 2) issues[at] = (issues[at] as number) - from;
	return {
		filled: facts.filled.slice(from, to),
		bad: facts.bad.slice(from, to),
		flags: facts.flags.slice(from, to),
		role: facts.role.slice(from, to),
		keys: facts.keys.slice(from * 6, to * 6),
		holders: facts.holders.slice(from * 3, to * 3),
		met: facts.met.slice(from, to),
		fallback: facts.fallback.slice(from, to),
		fallbackBad: facts.fallbackBad.slice(from, to),
		venue: facts.venue.slice(from, to),
		storedVenue: facts.storedVenue.slice(from, to),
		differs: facts.differs.slice(from, to),
		storedEmpty: facts.storedEmpty.slice(from, to),
		metFlags: facts.metFlags.slice(from, to),
		issues
	};
}

/** Takes a stored page's facts to the end of the columns. */
export function addPageFacts(facts: RowFacts, causes: Causes, page: DraftPage): void {
	const from = facts.count;
	const rows = page.ends.length;
	reserveRows(facts, from + rows);
	facts.line.set(page.lines, from);
	facts.filled.set(page.facts.filled, from);
	facts.bad.set(page.facts.bad, from);
	facts.flags.set(page.facts.flags, from);
	facts.role.set(page.facts.role, from);
	facts.keys.set(page.facts.keys, from * 6);
	facts.holders.set(page.facts.holders, from * 3);
	facts.met.set(page.facts.met, from);
	facts.fallback.set(page.facts.fallback, from);
	facts.fallbackBad.set(page.facts.fallbackBad, from);
	facts.venue.set(page.facts.venue, from);
	facts.storedVenue.set(page.facts.storedVenue, from);
	facts.differs.set(page.facts.differs, from);
	facts.storedEmpty.set(page.facts.storedEmpty, from);
	facts.metFlags.set(page.facts.metFlags, from);
	facts.count = from + rows;
	const { issues } = page.facts;
	for (let at = 0; at < issues.length; at += 2) {
		addEntry(causes, (issues[at] as number) + from, issues[at + 1] as number);
	}
}

/** Takes a stored page's verdicts on passwords; `from` is the page's first row. */
export function addPagePasswords(passwords: Passwords, page: DraftPage, from: number): void {
	reservePasswords(passwords, from + page.ends.length);
	if (page.verdicts.length === 0) return;
	passwords.verdicts.set(page.verdicts, from);
	passwords.groups.set(page.groups, from);
	for (const group of page.groups) {
		if (group === 0) continue;
		while (passwords.groupSizes.length <= group) passwords.groupSizes.push(0);
		passwords.groupSizes[group] = (passwords.groupSizes[group] as number) + 1;
	}
}

export function emptyColumns(rows: number): { facts: RowFacts; passwords: Passwords } {
	return { facts: createRowFacts(rows), passwords: createPasswords(rows) };
}

/** At most this many writes wait at once, so that memory stays bounded whatever the file. */
const mostWrites = 4;

export interface PageWriter {
	/** Starts one write; waits only where too many are under way. */
	write(work: () => Promise<void>): Promise<void>;
	/** Waits for all writes; rejects with the first that failed. */
	finish(): Promise<void>;
}

export function createPageWriter(): PageWriter {
	const writes = new Set<Promise<void>>();
	let failed: { error: unknown } | null = null;
	const raise = () => {
		if (failed) throw failed.error;
	};
	return {
		async write(work) {
			raise();
			const write: Promise<void> = work()
				.catch((error: unknown) => {
					failed ??= { error };
				})
				.finally(() => writes.delete(write));
			writes.add(write);
			if (writes.size >= mostWrites) await Promise.race(writes);
		},
		async finish() {
			await Promise.all(writes);
			raise();
		}
	};
}

/** Pages of one transaction: each transaction costs 2 ms by itself. */
const pagesAtOnce = 4;

interface WaitingPage {
	readonly page: DraftPage;
	/** In the order of their slots, and what to seal them to; null for none. */
	readonly secret: { readonly passwords: readonly string[]; readonly key: SealingKey } | null;
}

export interface DraftWriter {
	add(waiting: WaitingPage): Promise<void>;
	/** Writes the rest, and waits for all writes; rejects with the first that failed. */
	finish(): Promise<void>;
}

export function createDraftWriter(db: MusterDatabase): DraftWriter {
	const writer = createPageWriter();
	let waiting: WaitingPage[] = [];
	const flush = () => {
		const group = waiting;
		waiting = [];
		return writer.write(() => storePages(db, group));
	};
	return {
		async add(page) {
			waiting.push(page);
			if (waiting.length === pagesAtOnce) await flush();
		},
		async finish() {
			if (waiting.length > 0) await flush();
			await writer.finish();
		}
	};
}

/** Seals the pages' passwords and stores pages and envelopes in one transaction: each alone waits for the disk. */
async function storePages(db: MusterDatabase, group: readonly WaitingPage[]): Promise<void> {
	const sealed = await Promise.all(
		group.map(({ secret }) =>
			secret
				? sealPasswords(secret.passwords, secret.key, filePasswordSlotBytes)
				: Promise.resolve(null)
		)
	);
	const pages = group.map(({ page }, place) => {
		const envelope = sealed[place];
		return envelope ? { ...page, envelopes: [envelope.sha256] } : page;
	});
	const envelopes = group.flatMap(({ page: { draftId } }, place) => {
		const envelope = sealed[place];
		return envelope ? [{ ...envelope, draftId }] : [];
	});
	await db.transaction('rw', [db.draftPages, ...envelopeTables(db)], async () => {
		if (envelopes.length > 0) await putEnvelopes(db, envelopes);
		await db.draftPages.bulkPut(pages);
	});
}

/** Seals a page's passwords and stores the envelope. */
export async function storeEnvelope(
	db: MusterDatabase,
	draftId: string,
	{ passwords, key }: { passwords: readonly string[]; key: SealingKey }
): Promise<string> {
	const { sha256, bytes } = await sealPasswords(passwords, key, filePasswordSlotBytes);
	await putEnvelopes(db, [{ sha256, bytes, draftId }]);
	return sha256;
}

/** The page as it is stored. Slots count within the first envelope of the page. */
export function draftPageOf(
	text: PageText,
	place: { draftId: string; page: number },
	rest: { envelopes: readonly string[]; facts: PageFacts }
): DraftPage {
	return { ...text, ...place, ...rest };
}
