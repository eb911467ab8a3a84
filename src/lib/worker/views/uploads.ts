/** Uploads, their undo and the passwords handed out with them (V8, V9, W6, W7). */
import type { UndoList } from '../protocol';
import type { Settings } from '../../core/settings';
import type { UserFilter } from '../../storage/list-users';
import type { Counts } from './review';

/** A saved file, new passwords for stored users (W7), or the undo of another upload (V9). */
export type UploadKind = 'file' | 'passwords' | 'undo';

/** What undoing an upload would do (V9). */
export interface UndoPreview {
	readonly uploadId: string;
	readonly fileName: string;
	/** It is an undo that would be undone. */
	readonly isUndo: boolean;
	readonly savedAt: string;
	/** Users restored, put back and removed. */
	readonly changes: { readonly create: number; readonly update: number; readonly delete: number };
	/** Users whose photo is put back or taken away. */
	readonly photos: number;
	/** Users by what would become of them; they add up to the users of the upload. */
	readonly lists: Readonly<Record<UndoList, number>>;
	/** Start of the exam, where it is past. */
	readonly startedAt: string | null;
	/** Users whom the server was to mail about it: a mail that has not gone yet is withdrawn (Y9). */
	readonly mailed: number;
	/** Users who were given their password on paper. */
	readonly handedOut: number;
	/** Removals to be typed as a count (P10), else 0. */
	readonly mustType: number;
	/** Why it cannot be done. */
	readonly held: 'passwords' | 'undone' | 'too_old' | 'cleared' | 'role' | null;
}

/** V8. */
export interface UploadView {
	readonly id: string;
	readonly kind: UploadKind;
	/** '' for new passwords. */
	readonly fileName: string;
	readonly sha256: string;
	readonly sizeBytes: number;
	readonly examId: string;
	readonly examName: string;
	readonly settings: Settings;
	readonly counts: Counts;
	readonly changes: { readonly create: number; readonly update: number; readonly delete: number };
	readonly savedAt: string;
	readonly savedBy: string | null;
	/** Whether one that is 'saved' is on its way is told by `SyncView`. */
	readonly state: 'saved' | 'accepted' | 'attention';
	readonly unsent: number;
	/** Changes that came back from the server. */
	readonly attention: number;
	/** Passwords made or given here (W6, W7); null where none were. */
	readonly made: MadeView | null;
	/** Of an undo: the upload it took back, and users by what became of them (V9). */
	readonly undoes: string | null;
	readonly undo: Readonly<Record<UndoList, number>> | null;
	readonly isUndone: boolean;
	readonly canUndo: boolean;
}

export interface MadeView {
	readonly users: number;
	/** Users whose password was neither handed out nor replaced. */
	readonly open: number;
	readonly handedOutAt: string | null;
	/** Made in this session: the sheet can be printed. */
	readonly hasSheet: boolean;
}

/** One user on the sheet. */
export interface SheetUser {
	readonly userId: string;
	/** '' where none is known. */
	readonly name: string;
	readonly username: string;
	readonly password: string;
	readonly isOnServer: boolean;
}

/** The hand-out sheet (W6), by venue; '' stands for none and is last. */
export interface HandOutSheet {
	readonly uploadId: string;
	readonly kind: UploadKind;
	readonly fileName: string;
	/** '' for users of all exams. */
	readonly examName: string;
	readonly savedAt: string;
	readonly groups: readonly { readonly venue: string; readonly users: readonly SheetUser[] }[];
}

/** Users who get new passwords (W7): named, those of an upload, or all that the list shows. */
export type ChosenUsers =
	| { readonly userIds: readonly string[]; readonly examId: string | null }
	| { readonly uploadId: string; readonly isOpenOnly: boolean }
	| {
			readonly query: Omit<UserFilter, 'examId'>;
			readonly examId: string | null;
			readonly without: readonly string[];
	  };

/** A draft that can be gone on with (resume card). */
export interface DraftView {
	readonly id: string;
	readonly fileName: string;
	readonly rows: number;
	readonly errors: number;
	readonly savedAt: string;
	/** Rows that a save left out: "12 rows left from candidates-dec.csv" (V7). */
	readonly isLeftOver: boolean;
	/** Open in another tab: "Continue here" takes it over. */
	readonly isElsewhere: boolean;
}
