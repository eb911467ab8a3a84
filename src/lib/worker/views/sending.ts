/** What is sent, and what came back (Y5–Y7). */
import type { Change, Outcome } from '../../core/change';
import type { Exam, User } from '../../core/records';
import type { AttentionGroup } from '../../storage/attention';
import type { SyncPhase } from '../../sync/schedule';
import type { Stop } from '../../sync/transport';
import type { UploadView } from './uploads';
import type { FieldEdit, UserIssue } from './users';

/** How far sending has come (Y7). */
export interface SyncView {
	/** 'sign_in_needed', 'not_allowed' and 'update_needed' wait for somebody; the others go on by themselves. */
	readonly state: SyncPhase;
	/** Changes settled since sending began, of those that waited then. */
	readonly sent: number;
	readonly total: number;
	/** Changes settled in a second; null while that is not known. */
	readonly perSecond: number | null;
	/** Of 'other_account': under whose name what waits was saved (X2). */
	readonly savedAs: string | null;
	/** Photos of saved users that the server does not have yet (Z8). */
	readonly photosWaiting: number;
	/** ISO time of the oldest change that waits. */
	readonly oldestUnsentAt: string | null;
	/** Why the last try ended as it did, with the status of the answer, if there was one. */
	readonly lastError: { readonly stop: Stop; readonly status: number | null } | null;
}

/** A change that came back, for "Needs attention". */
export interface AttentionView {
	readonly changeId: string;
	readonly uploadId: string | null;
	readonly fileName: string;
	readonly change: Change;
	/** A conflict holds the server's copy, who changed it and when; a rejection its code and field. */
	readonly outcome: Outcome;
	readonly at: string;
	/** See `AttentionGroup`. */
	readonly group: string;
	/** The user as this device has it; null for an exam, and for a creation that was refused. */
	readonly user: Pick<User, 'firstName' | 'lastName' | 'username' | 'clientId'> | null;
}

/** The changes that came back with one upload, for one reason. */
export interface AttentionGroupView extends AttentionGroup {
	readonly fileName: string;
	/** When the first of them came back. */
	readonly at: string;
}

/** All that is needed to decide about one of them. */
export interface AttentionEntry {
	readonly view: AttentionView;
	/** With the later changes of the same user that wait behind it; null where they take it back. */
	readonly change: Change | null;
	/** Changes of the same user that are settled with it. */
	readonly later: number;
	/** Other users whose changes travel with it (Y2). */
	readonly together: number;
	/** The user or exam as this device has it now, deleted or not. */
	readonly now: User | Exam | null;
	/** Version of that, to be named when it is settled. */
	readonly seen: number | null;
	/** It is not what the server told with the conflict. */
	readonly hasMoved: boolean;
	/** The stored user that stands in the way. */
	readonly holder: User | null;
}

/** A file of unsent changes, before it is opened (Y6). */
export interface UnsentView {
	readonly madeAt: string;
	/** Who was signed in on the device that made it; null for nobody. */
	readonly savedBy: string | null;
	readonly uploads: readonly Pick<
		UploadView,
		'id' | 'kind' | 'fileName' | 'examName' | 'savedAt' | 'unsent'
	>[];
	/** Changes of users that wait, and such that came back on the other device. */
	readonly changes: number;
	readonly refused: number;
	readonly photos: number;
	/** Of both, those that this device knows already. */
	readonly known: number;
}

export interface AttentionDecision {
	/** Changes by id, and whole groups of the list. */
	readonly ids: readonly string[];
	readonly groups: readonly string[];
	/** Of one that was looked at: the version shown. Null: only what is still as the server told is overwritten. */
	readonly seen: number | null;
	/** Send mine again, let theirs stand, or move it to the stored user who is the same person (Y6). */
	readonly how: 'mine' | 'theirs' | 'same_person';
	/** Fields in which theirs stays, by the keys of a conflict. */
	readonly theirs: readonly string[];
	readonly edits: readonly FieldEdit[];
	readonly sharesEmail: boolean;
}

export interface AttentionAnswer {
	readonly sent: number;
	readonly dropped: number;
	/** Not settled: changed since it was looked at, or wrong by what this device knows. */
	readonly left: number;
	/** Of the first one that is wrong. */
	readonly issues: readonly UserIssue[];
}
