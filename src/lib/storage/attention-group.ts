/** Groups of the list of changes that came back: by upload, and in it by reason (Y6). */
import type { Outcome } from '../core/change';

/** Why a change came back: a code of the server, or how two edits met. */
export type Reason =
	| 'conflict'
	/** One side deleted: never settled together with edits of values (Y5). */
	| 'conflict_deleted'
	| 'needs_upgrade'
	| Extract<Outcome, { outcome: 'rejected' }>['code'];

export function reasonOf(outcome: Outcome): Reason {
	if (outcome.outcome === 'rejected') return outcome.code;
	if (outcome.outcome !== 'conflict') return 'needs_upgrade';
	const { stored, fields } = outcome;
	return stored === null || fields.includes('deletedAt') ? 'conflict_deleted' : 'conflict';
}

interface Grouped {
	readonly uploadId: string | null;
	readonly outcome: Outcome;
}

/** Uploads come in the order of their ids, which is that of their time; what was made by hand comes first. */
export function groupOf({ uploadId, outcome }: Grouped): string {
	return `${uploadId ?? ''} ${reasonOf(outcome)}`;
}

export function partsOf(group: string): {
	readonly uploadId: string | null;
	readonly reason: Reason;
} {
	const [uploadId = '', reason = ''] = group.split(' ');
	return { uploadId: uploadId || null, reason: reason as Reason };
}

export function putGroup(row: Grouped & { group?: string }): void {
	row.group = groupOf(row);
}
