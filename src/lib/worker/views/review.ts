/** The review of a draft: columns, counts, problems, rows and their form (V1–V4). */
import type { Action, PhotoKind, RowOrder } from '../protocol';
import type { DefaultFault } from '../../core/defaults';
import type { Replacement } from '../../core/edits';
import type { PlainFailure } from '../../core/failure';
import type { FieldKey } from '../../core/fields';
import type { Fix } from '../../core/fixes';
import type { Issue, IssueLevel } from '../../core/issue';
import type { CommonKey } from '../../core/passwords';
import type { PhotoKey } from '../../core/photo-index';
import type { Exam } from '../../core/records';
import type { Mail } from '../../core/row-state';
import type { Settings } from '../../core/settings';
import type { Encoding, EncodingOrigin } from '../../files/encodings';
import type { Separator } from '../../files/layout';
import type { ReadChoices } from '../../files/read';
import type { PhotoFault, StepWords } from '../../storage/db';
import type { UploadKind } from './uploads';

/** The six counts add up to `rows` (P1). Warnings are rows that have one, and no part of the sum. */
export interface Counts extends Readonly<Record<Action, number>> {
	readonly rows: number;
	readonly warnings: number;
}

/** One column of the file and the field it is bound to. */
export interface ColumnView {
	readonly header: string;
	readonly field: FieldKey | null;
	/** 'bound' by name, 'suggested' (not used until taken), 'asked' (two columns for one field), 'unclear' (a name of several meanings, H6), 'extra' (known, never used), 'unknown', or 'chosen' by hand. */
	readonly binding: 'bound' | 'suggested' | 'asked' | 'unclear' | 'extra' | 'unknown' | 'chosen';
	/** The field in question for 'suggested' and 'asked'. */
	readonly candidate: FieldKey | null;
	/** Up to three distinct cells; never of a password column. */
	readonly samples: readonly string[];
	/** Rows in which the cell is filled. */
	readonly filled: number;
}

export interface FileView {
	readonly name: string;
	readonly sizeBytes: number;
	readonly sha256: string;
	readonly encoding: Encoding;
	readonly separator: Separator;
	readonly origin: {
		/** Only 'detected' is a guess, to be shown with the names (R2). */
		readonly encodingBy: EncodingOrigin;
		/** Up to three names with letters beyond ASCII, where the encoding was detected; and their bytes in the file. */
		readonly letterNames: readonly string[];
		readonly letterCells: readonly Uint8Array[];
		/** Physical line of the header. */
		readonly headerLine: number;
		/** Rows above it that are not read, such as a title. */
		readonly rowsAbove: number;
		/** What was chosen by hand; the rest was judged. */
		readonly chosen: ReadChoices;
		/** Of a workbook: the sheet that was read, and all that can be chosen. */
		readonly sheet: { readonly name: string; readonly names: readonly string[] } | null;
	};
	/** Rows that a save left out: there is no file of these alone to be read in another way (V7). */
	readonly isLeftOver: boolean;
	readonly columns: readonly ColumnView[];
	readonly ghostRows: number;
	readonly blankLines: number;
}

/** A cause of problems with the rows it is found in (V2). */
export interface ProblemGroup {
	/** Stable while the draft lives; filter rows by it. */
	readonly id: string;
	readonly issue: Issue;
	readonly rows: number;
}

/** Why the main button cannot be used. */
export type SaveHeld =
	| 'reading'
	| 'nothing_to_save'
	| 'only_errors'
	| 'columns_unanswered'
	| 'sealing_key_missing'
	| 'common_password_missing'
	/** Photos that would be saved are not prepared yet (Z6). */
	| 'photos_preparing'
	/** A default value is wrong in itself (S13). */
	| 'defaults_wrong'
	| null;

/** The whole review but its rows (V1). Replaced whole, never patched. */
export interface Review {
	readonly draftId: string;
	readonly file: FileView;
	readonly exam: Exam | null;
	readonly settings: Settings;
	readonly counts: Counts;
	/** Changes that a save would make: users, not rows (P4). */
	readonly changes: { readonly create: number; readonly update: number; readonly delete: number };
	/** Rows that "No changes" alone keeps from updating (P6). */
	readonly rowsHeldBack: number;
	/** Skipped users who are not in this exam (P2). */
	readonly rowsNotInExam: number;
	/** Rows that empty a value of a stored user (S10), and rows that replace a stored user's password (S5). */
	readonly rowsCleared: number;
	readonly passwordsReplaced: number;
	/** Creates that get a generated password. */
	readonly generatedPasswords: number;
	/** Creates that get a common password (S3), and those of them whose role has none yet. */
	readonly commonPasswords: number;
	readonly rowsWithoutCommon: number;
	/** Common passwords that are set; their text is never told. */
	readonly commonKeys: readonly CommonKey[];
	/** Users by what becomes of their registration mail (S8); who gets none for another reason is not counted. */
	readonly mails: Readonly<Record<Exclude<Mail, 'none'>, number>>;
	/** What is wrong with "Default values" themselves, by field (S13). */
	readonly defaultFaults: readonly DefaultFault[];
	/** What was said of rows (P10, P13). */
	readonly fixes: readonly Fix[];
	/** The step that "Undo" takes back, and that "Redo" does again (V3); null for none. */
	readonly undo: StepWords | null;
	readonly redo: StepWords | null;
	/** Rows with something changed by hand, skipped ones among them. */
	readonly edited: number;
	/** Rows whose Client ID the store knows with zeros in front, and whether zeros were given back (F2). */
	readonly zerosKnown: number;
	readonly zerosRestored: boolean;
	/** Users whose deletion must be typed as a count before saving, else 0 (P10). */
	readonly deletesToType: number;
	readonly problems: readonly ProblemGroup[];
	/** Messages for the file as a whole (F12, H2). */
	readonly fileIssues: readonly Issue[];
	readonly storedUsers: number;
	/** ISO time of the last pull, or null: this device has never met the server (V1). */
	readonly pulledAt: string | null;
	/** True while rows are still being read: counts are "so far". */
	readonly isSoFar: boolean;
	readonly saveHeld: SaveHeld;
	/** The last upload of a file with the same hash (V8). */
	readonly sameFileSavedAt: string | null;
	/** ISO time at which the draft was last stored. */
	readonly draftSavedAt: string;
	/** The photos that came with the file, or null (Z7). */
	readonly photos: PhotosView | null;
	/** Photos that came with the file and are not taken, since the exam is a standard one (M3). */
	readonly photosAside: number;
	/** Rows of a file without photos whose candidates have none in a proctored exam. */
	readonly candidatesWithoutPhoto: number;
}

export interface PhotosView {
	readonly total: number;
	/** Files that are neither CSV nor photo, and how many were left out (Z3). */
	readonly others: readonly string[];
	readonly leftOut: number;
	readonly key: PhotoKey;
	/** False: it is the one that covers most. */
	readonly isKeyChosen: boolean;
	readonly coverage: Readonly<Record<PhotoKey, number>>;
	readonly counts: Readonly<Record<PhotoKind, number>>;
	/** Photos with a person to be confirmed, without leading zeros or by name. */
	readonly suggested: { readonly zeros: number; readonly names: number };
	readonly preparing: {
		readonly done: number;
		readonly left: number;
		readonly perSecond: number;
		/** Null while unknown. */
		readonly secondsLeft: number | null;
		/** The same file must be chosen again (V5). */
		readonly needsFile: boolean;
		readonly failure: PlainFailure | null;
	};
}

export interface PhotoView {
	/** Its place in the package. */
	readonly photo: number;
	readonly path: string;
	readonly fault: PhotoFault | null;
	/** Null where there is nothing that can be shown. */
	readonly thumbnail: Blob | null;
}

export interface PhotoLine {
	/** Null for a photo that nobody has. */
	readonly row: RowView | null;
	/** The one that stands first. */
	readonly photos: readonly PhotoView[];
	/** The person to be confirmed. */
	readonly suggested: RowView | null;
	/** The photo that the user has now. */
	readonly stored: Blob | null;
}

export interface FieldChange {
	readonly field: FieldKey;
	/** Empty text is ''. A password is never shown: both are ''. */
	readonly from: string;
	readonly to: string;
}

export interface RowView {
	/** Place among the rows of the file, from 0. */
	readonly row: number;
	/** Physical line (R4). */
	readonly line: number;
	readonly action: Action;
	readonly name: string;
	readonly username: string;
	/** Errors first, then warnings, then notes. */
	readonly issues: readonly Issue[];
	/** For an update: what changes. */
	readonly changes: readonly FieldChange[];
	/** For an update: what changes beside the fields. */
	readonly also: readonly ('photo' | 'mustChange')[];
	/** The stored user it met and by which field (P12). */
	readonly met: { readonly userId: string; readonly by: FieldKey } | null;
	/** Hash of the prepared photo that the row brings, else of the stored user's; null where there is none (V3). */
	readonly photo: string | null;
}

export interface CellEdit {
	readonly row: number;
	readonly place: number;
	readonly text: string | null;
}

/** One cell of a row's form. */
export interface FormCell {
	/** Of its column. */
	readonly place: number;
	readonly header: string;
	/** null: a column that is not used, of a row whose cells may have slipped. */
	readonly field: FieldKey | null;
	/** As it is now; '' for a password, which is never told. */
	readonly text: string;
	/** As it was read, where it was changed. */
	readonly original: string | null;
	readonly isEdited: boolean;
	readonly isFilled: boolean;
	readonly issues: readonly Issue[];
	/** The best first. */
	readonly suggestions: readonly string[];
	/** Of the stored user that the row meets, as it is written in files; null where it meets none. */
	readonly stored: string | null;
}

/** Another stored user that holds one of the row's keys (P12). */
export interface NearUser {
	readonly name: string;
	readonly username: string;
	readonly clientId: string;
	/** The field that they share. */
	readonly by: FieldKey;
	/** The cell with which the row meets this user; null where there is none. */
	readonly use: { readonly place: number; readonly text: string } | null;
}

/** The photo of a row's person, as its form shows it (V3). */
export interface RowPhoto {
	/** Those found in the package, the one that stands first. */
	readonly photos: readonly PhotoView[];
	/** The photo that the user has now. */
	readonly stored: Blob | null;
	/** A save takes the first of them. */
	readonly isTaken: boolean;
	/** A package came with the file, and this is the row of the person to whom a photo can be given. */
	readonly canGive: boolean;
	/** The list of the reconciliation in which the row stands, and its place there; null for none. */
	readonly place: { readonly kind: PhotoKind; readonly at: number } | null;
}

export interface RowForm {
	readonly row: RowView;
	/** null: nothing is known of a photo, and none can be given. */
	readonly photo: RowPhoto | null;
	/** In the order of the file. */
	readonly cells: readonly FormCell[];
	/** What is said of the row as a whole, or of a field without a cell. */
	readonly issues: readonly Issue[];
	readonly isSkipped: boolean;
	/** False: its cells could not be told apart, and nobody has put them right (R5). */
	readonly isWhole: boolean;
	/** The stored user that it meets; by what stands in the row (P12). */
	readonly met: {
		readonly name: string;
		readonly username: string;
		readonly clientId: string;
	} | null;
	readonly near: readonly NearUser[];
}

/** Where a row stands among those with problems: errors, or warnings where no errors are left. */
export interface ProblemPlace {
	readonly level: 'error' | 'warning';
	readonly total: number;
	/** From 1; 0 where the row has none. */
	readonly place: number;
	readonly next: number | null;
	readonly previous: number | null;
}

/** Something done to the cells of many rows at once; `problem` is a group's id. */
export type BulkFix =
	| { readonly kind: 'skip'; readonly problem: string }
	/** The cell that the problem is about: emptied, set, or what the row's own message suggests. */
	| { readonly kind: 'clear'; readonly problem: string }
	| { readonly kind: 'set'; readonly problem: string; readonly to: string }
	| { readonly kind: 'suggestion'; readonly problem: string }
	| ({ readonly kind: 'replace'; readonly place: number } & Replacement);

/** One row of a bulk fix. */
export interface FixLine {
	readonly row: number;
	readonly line: number;
	readonly name: string;
	readonly action: Action;
	/** What the row would turn into; null where telling would take too long. */
	readonly becomes: Action | null;
	/** Of the cell; '' for a skip. */
	readonly from: string;
	readonly to: string;
}

export interface RowSort {
	readonly by: RowOrder;
	readonly descending: boolean;
}

export interface RowFilter {
	readonly action?: Action | undefined;
	/** Rows with this level of issue. */
	readonly level?: IssueLevel | undefined;
	/** Id of a problem group. */
	readonly problem?: string | undefined;
	/** Name, username, email or Client ID holds this, compared folded. */
	readonly search?: string | undefined;
	/** This row passes too: one that is being fixed stays in place until it is left (V3). */
	readonly keep?: number | undefined;
	/** Without it: as in the file. */
	readonly sort?: RowSort | undefined;
}

/** Somebody who gets a registration mail by a save (S8). */
export interface MailLine {
	readonly row: number;
	readonly line: number;
	readonly name: string;
	readonly username: string;
	readonly email: string;
	/** False: told of a change. */
	readonly isNew: boolean;
}

/** `total` rows pass the filter; `rows` are those from `from` on. */
export interface Page<T> {
	readonly total: number;
	readonly from: number;
	readonly rows: readonly T[];
}

export interface Progress {
	readonly stage: 'reading' | 'photos' | 'planning' | 'saving';
	readonly rows: number;
	/** Rows in all; null while unknown. */
	readonly totalRows: number | null;
	readonly bytes: number;
	readonly totalBytes: number;
	readonly rowsPerSecond: number;
}

export interface SaveReceipt {
	readonly uploadId: string;
	readonly kind: UploadKind;
	/** '' for new passwords. */
	readonly fileName: string;
	readonly savedAt: string;
	readonly changes: { readonly create: number; readonly update: number; readonly delete: number };
	readonly leftOut: number;
	readonly generatedPasswords: number;
	/** Users whose password can be handed out on paper in this session (W6). */
	readonly onSheet: number;
}
