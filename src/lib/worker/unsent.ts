/** "Export unsent changes" and "Open unsent changes" (Y6): a last way out of a device that cannot send. */
import { Failure } from '../core/failure';
import { mayChange } from '../core/roles';
import { packLines } from '../files/packed-lines';
import { readMeta } from '../storage/meta';
import type { Mirror } from '../sync/mirror';
import { countUnsent, takeUnsent } from '../sync/take-unsent';
import { readHead, unsentFormat, type UnsentHead } from '../sync/unsent-file';
import { unsentLines } from '../sync/write-unsent';
import type { Context } from './context';
import { whileSending, whileWriting } from './locks';
import { requireRole } from './refuse-role';
import type { UnsentView } from './protocol';

/** @throws Failure 'nothing_to_save' in the sample, which is never sent */
export async function exportUnsent(context: Context): Promise<Blob> {
	const { db, name, nowMs } = context;
	if (name === 'sample') throw new Failure('nothing_to_save');
	const account = await readMeta(db, 'account');
	const head: UnsentHead = {
		kind: 'muster-unsent',
		format: unsentFormat,
		madeAt: new Date(nowMs()).toISOString(),
		organisation: account?.organisation ?? null,
		savedBy: account?.name ?? null
	};
	return whileWriting(() => packLines(unsentLines(db, head), 'application/gzip'));
}

/** What opening the file would do: nothing is stored. */
export async function lookAtUnsent(
	context: Context,
	{ file }: { readonly file: Blob }
): Promise<UnsentView> {
	const head = await requireOwn(context, file);
	const { uploads, ...counts } = await countUnsent(context.db, file);
	const named = uploads.map(({ id, kind = 'file', fileName, examName, savedAt, unsent }) => ({
		id,
		kind,
		fileName,
		examName,
		savedAt,
		unsent
	}));
	return { madeAt: head.madeAt, savedBy: head.savedBy, uploads: named, ...counts };
}

/** Takes it; nothing is sent meanwhile. Tells how many changes were new here. */
export async function openUnsent(
	context: Context,
	mirror: Mirror,
	{ file }: { readonly file: Blob }
): Promise<number> {
	await requireOwn(context, file);
	return whileSending(() => takeUnsent(mirror, file));
}

/** @throws Failure 'not_allowed', 'unsent_sign_in', 'unsent_other_organisation', 'unsent_damaged', 'unsent_newer' */
async function requireOwn(context: Context, file: Blob): Promise<UnsentHead> {
	if (context.name === 'sample') throw new Failure('unsent_sign_in');
	await requireRole(context, mayChange);
	const head = await readHead(file);
	if (!head.organisation) return head;
	const account = await readMeta(context.db, 'account');
	if (!account) throw new Failure('unsent_sign_in');
	if (account.organisation.id !== head.organisation.id) {
		throw new Failure('unsent_other_organisation', { organisation: head.organisation.name });
	}
	return head;
}
