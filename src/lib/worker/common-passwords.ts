/** Common passwords of a draft (S3): in clear only in this worker's memory, at rest sealed, each in an envelope of its own (W5). */
import { Failure } from '../core/failure';
import { commonKeys, readPassword, type CommonKey } from '../core/passwords';
import { putDraft } from '../storage/drafts';
import { dropEnvelopes, envelopeTables, putEnvelopes } from '../storage/envelopes';
import { filePasswordSlotBytes, sealPasswords } from '../storage/seal';
import type { Context } from './context';
import type { OpenDraft } from './open-draft';

/**
 * Sets, replaces or (with null) takes away the common password of a role or for all. The draft is stored with it.
 * @throws Failure 'password_not_usable', 'sealing_key_missing'
 */
export async function setCommonPassword(
	{ db, sealingKey }: Context,
	open: OpenDraft,
	{ key, password }: { key: CommonKey; password: string | null }
): Promise<void> {
	const { [key]: former, ...others } = open.draft.common ?? {};
	const sealed = password === null ? null : await sealCommon(password, sealingKey);
	const common = sealed ? { ...others, [key]: sealed.sha256 } : others;
	await db.transaction('rw', [db.drafts, ...envelopeTables(db)], async () => {
		if (former !== undefined) await dropEnvelopes(db, [former]);
		if (sealed) await putEnvelopes(db, [{ ...sealed, draftId: open.draft.id, isMade: true }]);
		await putDraft(db, { ...open.draft, common });
	});
	open.draft = { ...open.draft, common };
	if (password === null) open.commonTexts.delete(key);
	else open.commonTexts.set(key, password);
}

async function sealCommon(password: string, key: Context['sealingKey']) {
	const { isFilled, issues } = readPassword(password);
	if (!isFilled || issues.some(({ level }) => level === 'error')) {
		throw new Failure('password_not_usable');
	}
	if (!key) throw new Failure('sealing_key_missing');
	return sealPasswords([password], key, filePasswordSlotBytes);
}

/** Which are set. */
export function commonKeysOf({ draft }: Pick<OpenDraft, 'draft'>): CommonKey[] {
	return commonKeys.filter((key) => draft.common?.[key] !== undefined);
}
