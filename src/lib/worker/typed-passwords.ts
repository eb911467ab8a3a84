/** Passwords typed in place of the file's: sealed at once, judged beside their row, told by nobody (W3, W5). */
import type { PasswordEdit, RowEdit } from '../core/edits';
import { Failure } from '../core/failure';
import type { RowRecord } from '../core/records';
import { pageRows, type Draft } from '../storage/db';
import { rawRow } from '../storage/draft-rows';
import { readDraftPage } from '../storage/drafts';
import { rowCheckFor, type Context } from './context';
import { storeEnvelope } from './draft-store';
import { rowShape, type OpenDraft } from './open-draft';
import { isBad, verdictFlag, verdictOn } from './passwords';
import { comparedPlaces } from './row-passwords';

const blankPassword: PasswordEdit = { verdict: 0, group: 0, envelope: '', slot: 0 };

export function isPasswordPlace({ columns }: Draft, place: number): boolean {
	return columns[place]?.field === 'password';
}

/** @throws Failure 'sealing_key_missing' while the device has never met the server */
export async function typedPassword(
	context: Context,
	open: OpenDraft,
	{ edit, text }: { edit: RowEdit; text: string }
): Promise<PasswordEdit> {
	const verdict = await verdictBeside(context, open, { edit, text });
	if (verdict === 0) return blankPassword;
	const { sealingKey: key, db } = context;
	if (!key) throw new Failure('sealing_key_missing');
	// What cannot be used is not kept either.
	const envelope = isBad(verdict)
		? ''
		: await storeEnvelope(db, open.draft.id, { passwords: [text], key });
	return { verdict, group: groupOf(open, text), envelope, slot: 0 };
}

function groupOf({ typedGroups, edits }: OpenDraft, text: string): number {
	const known = typedGroups.get(text);
	if (known !== undefined) return known;
	// Those typed before a reload have numbers too, though their texts are gone.
	let last = typedGroups.size;
	for (const { password } of edits.values()) last = Math.max(last, password?.group ?? 0);
	typedGroups.set(text, last + 1);
	return last + 1;
}

/** The verdict on a typed password once more, where a cell that it is compared with was changed. */
export async function freshVerdict(
	context: Context,
	open: OpenDraft,
	edit: RowEdit
): Promise<RowEdit> {
	const { password } = edit;
	if (!password || password.verdict === 0) return edit;
	const former = open.edits.get(edit.row);
	const places = comparedPlaces(open.draft);
	const textIn = (cells: RowEdit['cells'], at: number) =>
		cells.find(([place]) => place === at)?.[1];
	if (places.every((at) => textIn(edit.cells, at) === textIn(former?.cells ?? [], at))) return edit;
	const text = [...open.typedGroups].find(([, group]) => group === password.group)?.[0];
	const verdict =
		text === undefined
			? password.verdict | verdictFlag.notChecked
			: await verdictBeside(context, open, { edit, text });
	return { ...edit, password: { ...password, verdict } };
}

async function verdictBeside(
	context: Context,
	open: OpenDraft,
	{ edit, text }: { edit: RowEdit; text: string }
): Promise<number> {
	const { isCommonPassword } = await import('../core/common-passwords');
	return verdictOn(text, await recordOf(context, open, edit), isCommonPassword);
}

async function recordOf(context: Context, open: OpenDraft, edit: RowEdit): Promise<RowRecord> {
	const page = await readDraftPage(context.db, open.draft.id, Math.floor(edit.row / pageRows));
	if (!page) throw new Failure('draft_not_found');
	const shape = { ...rowShape(open), edits: new Map([[edit.row, edit]]) };
	const check = rowCheckFor(open.exam, open.draft);
	return check(rawRow(page, edit.row % pageRows, shape).cells).record;
}
