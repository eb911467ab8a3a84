/** Where an upload is, as far as one word goes (Y1). */
import type { UploadView } from '../../worker/protocol';

export interface UploadPlace {
	readonly kind: 'saved' | 'sending' | 'accepted' | 'attention';
	/** Changes left to send, or to look at; 0 where the word is enough. */
	readonly count: number;
}

export interface Around {
	readonly isSending: boolean;
	/** Rows that were planned again and wait for a word (Y6). */
	readonly replanned: number;
}

export function placeOf(
	upload: Pick<UploadView, 'state' | 'unsent' | 'attention' | 'changes'>,
	{ isSending, replanned }: Around
): UploadPlace {
	const waiting = upload.attention + replanned;
	if (waiting > 0) return { kind: 'attention', count: waiting };
	if (upload.unsent === 0) return { kind: 'accepted', count: 0 };
	const isPartlySent = upload.unsent < totalOf(upload);
	if (isSending || isPartlySent) return { kind: 'sending', count: upload.unsent };
	return { kind: 'saved', count: 0 };
}

export function totalOf({ changes }: Pick<UploadView, 'changes'>): number {
	return changes.create + changes.update + changes.delete;
}
