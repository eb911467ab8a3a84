/** What page and worker say to each other. Types only: each side checks what it is sent at its own door. */
import type { Locale } from '../i18n/languages';
import type { DefaultFault } from '../core/defaults';
import type { FieldKey } from '../core/fields';
import type { Replacement } from '../core/edits';
import type { Fix } from '../core/fixes';
import type { Issue, IssueLevel } from '../core/issue';
import type { Exam, RegistrationField, User, UserField } from '../core/records';
import type { MadeForm } from '../core/made-passwords';
import type { CommonKey } from '../core/passwords';
import type { Mail } from '../core/row-state';
import type { UndoLine } from '../core/reverse';
import type { Settings } from '../core/settings';
import type { ChoosableField } from '../core/values';
import type { Change, Outcome } from '../core/change';
import type { PlainFailure } from '../core/failure';
import type { Encoding, EncodingOrigin } from '../files/encodings';
import type { Separator } from '../files/layout';
import type { ReadChoices } from '../files/read';
import type { PhotoKey } from '../core/photo-index';
import type { PhotoFault, StepWords } from '../storage/db';
import type { Account, Contact } from '../storage/meta';
import type { Cleanable, CleanUp } from '../storage/clean-up';
import type { StorageKind } from '../storage/usage';
import type { ExamEdit } from '../storage/edit-exam';
import type { UserFilter } from '../storage/list-users';
import type { NamedSettings } from '../storage/named-settings';
import type { AttentionGroup } from '../storage/attention';
import type { ReplannedUpload } from '../sync/collisions';
import type { SyncPhase } from '../sync/schedule';
import type { Stop } from '../sync/transport';

export type Action = 'create' | 'update' | 'unchanged' | 'skip' | 'delete' | 'error';
export const actions: readonly Action[] = [
	'create',
	'update',
	'unchanged',
	'skip',
	'delete',
	'error'
];

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

/** The lists of the reconciliation (Z7). */
export const photoKinds = [
	'matched',
	'without',
	'unmatched',
	'several',
	'shared',
	'faulty',
	'replaced'
] as const;
export type PhotoKind = (typeof photoKinds)[number];

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

/** V4; by name as it is shown, by problem as their list stands. */
export const rowOrders = ['line', 'name', 'action', 'problem'] as const;
export type RowOrder = (typeof rowOrders)[number];

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

export const undoLists = ['reversed', 'kept', 'not'] as const;
export type UndoList = (typeof undoLists)[number];

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

export interface UserView extends User {
	/** True while a change of this user has not been accepted by the server. */
	readonly isUnsent: boolean;
	/** Its photo is on this device and not on the server yet (Z8). */
	readonly isPhotoWaiting: boolean;
	/** A change of it came back from the server (Y6). */
	readonly needsAttention: boolean;
}

/** One field of a user's form; texts as they stand in files. */
export interface FieldEdit {
	/** null: a field of the user. */
	readonly examId: string | null;
	readonly field: UserField | RegistrationField;
	/** What the form showed when it was opened. */
	readonly from: string;
	readonly to: string;
}

/** A field that was changed elsewhere while the form was open, and what it is now. */
export interface FieldNow {
	readonly examId: string | null;
	readonly field: FieldEdit['field'];
	readonly now: string;
}

export interface UserIssue {
	readonly examId: string | null;
	readonly issue: Issue;
}

export interface UserSaved {
	/** False: nothing was saved, since a value is wrong or was changed elsewhere. */
	readonly isSaved: boolean;
	/** As it is now. */
	readonly user: UserView | null;
	readonly issues: readonly UserIssue[];
	readonly changed: readonly FieldNow[];
}

/** 'exam': into it ('Yes') or out of it. */
export interface TimelineChange {
	readonly examId: string | null;
	readonly field: FieldEdit['field'] | 'exam';
	readonly from: string;
	readonly to: string;
}

/** One change of a user, as this device knows it (V10). */
export interface TimelineEntry {
	readonly changeId: string;
	readonly op: 'create' | 'update' | 'delete' | 'restore';
	readonly at: string;
	readonly by: UploadKind | 'hand';
	readonly fileName: string;
	/** null: on this device. */
	readonly savedBy: string | null;
	/** None for a creation. */
	readonly changes: readonly TimelineChange[];
	readonly setsPhoto: boolean;
	readonly setsPassword: boolean;
	readonly state: 'waiting' | 'accepted' | 'refused';
}

export interface ExamView {
	readonly exam: Exam;
	/** Registered in it. */
	readonly users: number;
	/** By the name that stands with the user, which may be none of the exam's venues; '' for none. */
	readonly usersByVenue: readonly (readonly [venue: string, users: number])[];
	readonly isUnsent: boolean;
}

/** Which database is open (X6): nobody has signed in yet, the sample data, or an organisation's. */
export type DatabaseName = 'unclaimed' | 'sample' | `org-${string}`;

export interface AppState {
	readonly database: DatabaseName;
	readonly exams: readonly Exam[];
	readonly users: number;
	/** Changes that the server has not accepted. */
	readonly unsent: number;
	readonly draft: DraftView | null;
	readonly hasSealingKey: boolean;
	/** The server shows another key than the one kept: sending waits for an admin (W5). Their fingerprints. */
	readonly otherKey: { readonly kept: string; readonly shown: string } | null;
	/** What came from the server is not shown until somebody signs in again (X2). */
	readonly isLocked: boolean;
	/** ISO time at which it will be; null where nothing locks. */
	readonly locksAt: string | null;
	/** As the server calls this device; null before it has said so. */
	readonly device: {
		readonly id: string;
		readonly name: string;
		readonly isShared: boolean;
	} | null;
	readonly pulledAt: string | null;
	/** Changes that came back from the server (Y6). */
	readonly attention: number;
	/** Who signed in last here, whatever the network says now (X2). */
	readonly account: Account | null;
	/** Uploads whose new users exist on the server by now: each waits for one confirmation (Y6). */
	readonly replanned: readonly ReplannedUpload[];
	/** Users changed since the open draft was planned: `resume` plans it again. */
	readonly isReviewOutdated: boolean;
}

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

/** What helps to find a fault (A7): counts, codes and times, no value of anybody. */
export interface SupportView {
	readonly deviceId: string;
	/** Of the tables on this device, and of changes as they are sent. */
	readonly storageVersion: number;
	readonly changeSchema: number;
	readonly contacts: { readonly pull: Contact; readonly push: Contact };
	readonly sealingKey: string | null;
	readonly counts: Readonly<
		Record<
			| 'users'
			| 'exams'
			| 'uploads'
			| 'drafts'
			| 'unsent'
			| 'attention'
			| 'photos'
			| 'photosWaiting'
			| 'envelopes'
			| 'reports',
			number
		>
	>;
}

export interface SessionAnswer {
	/** Uploads saved before anybody signed in here: shown, they are adopted or not by 'adopt'. Null: nothing is asked. */
	readonly adoptable: readonly UploadView[] | null;
	readonly state: AppState;
}

export interface NewExam {
	readonly name: string;
	readonly kind: 'standard' | 'proctored';
	readonly startsAt?: string | null | undefined;
	readonly venues?: readonly { readonly name: string; readonly seats: number | null }[] | undefined;
}

export type ClosedWhy = 'newer' | 'removed';

export interface StorageUse {
	readonly bytes: Readonly<Record<StorageKind, number>>;
	readonly cleanable: Cleanable;
}

/** Each request: what is asked and what is answered. */
export interface Requests {
	/** The language of the words made in the worker (reports, names of samples). The first thing said. */
	speak: { ask: { locale: Locale }; answer: null };
	/** Opens a database (the last one used when no name is given). */
	open: { ask: { database?: DatabaseName | undefined }; answer: AppState };
	state: { ask: Record<string, never>; answer: AppState };
	/** About how much room what takes, and what a clean-up would find (A6). */
	storageUse: { ask: Record<string, never>; answer: StorageUse };
	cleanUp: { ask: { what: CleanUp }; answer: StorageUse };
	createExam: { ask: NewExam; answer: Exam };
	/** Makes the sample database, where there is none, and opens it. */
	openSample: { ask: Record<string, never>; answer: AppState };
	/** A package that loads with no message (H4). */
	sampleZip: { ask: Record<string, never>; answer: Blob };
	/** Drops the sample database and opens 'unclaimed'. */
	removeSample: { ask: Record<string, never>; answer: AppState };
	/** Reads a file into a draft. `progress` and `soFar` come while it runs. */
	read: {
		ask: { file: File; examId: string | null; choices?: ReadChoices | undefined };
		answer: Review;
	};
	/** Stops a read or a save that has not begun to write; answers when it has stopped. */
	cancel: { ask: Record<string, never>; answer: null };
	resume: { ask: { draftId: string; takeOver: boolean }; answer: Review };
	discard: { ask: { draftId: string }; answer: null };
	settings: { ask: { draftId: string; settings: Settings }; answer: Review };
	/** Settings kept under a name on this device (S15). */
	namedSettings: { ask: Record<string, never>; answer: readonly NamedSettings[] };
	keepSettings: {
		ask: { name: string; settings: Settings };
		answer: readonly NamedSettings[];
	};
	dropSettings: { ask: { name: string }; answer: readonly NamedSettings[] };
	/** Sets the common password of a role or for all (S3); null takes it away. */
	commonPassword: {
		ask: { draftId: string; key: CommonKey; password: string | null };
		answer: Review;
	};
	exam: { ask: { draftId: string; examId: string }; answer: Review };
	/** A word on rows whose error asks for one, or on all rows; `isOn` false takes it back (P10, P13). */
	fix: { ask: { draftId: string; fix: Fix; isOn: boolean }; answer: Review };
	/** Other texts for cells, each by the place of its column; null gives the cell as read back (V3). */
	editCells: {
		ask: { draftId: string; cells: readonly CellEdit[] };
		answer: Review;
	};
	rowForm: { ask: { draftId: string; row: number }; answer: RowForm };
	problemPlace: {
		ask: { draftId: string; filter: RowFilter; row: number };
		answer: ProblemPlace;
	};
	/** "Skip this row", or take it in again. */
	skipRows: {
		ask: { draftId: string; rows: readonly number[]; isSkipped: boolean };
		answer: Review;
	};
	/** Takes the last step back, or does the next again; a draft without one stays as it is. */
	undo: { ask: { draftId: string }; answer: Review };
	redo: { ask: { draftId: string }; answer: Review };
	/** A window of what a bulk fix would change (V2). */
	fixLines: {
		ask: { draftId: string; fix: BulkFix; from: number; count: number };
		answer: Page<FixLine>;
	};
	/** One step for all its rows but those unticked. */
	bulkFix: {
		ask: { draftId: string; fix: BulkFix; without: readonly number[] };
		answer: Review;
	};
	/** Adds a venue to the draft's exam (F10). */
	addVenue: { ask: { draftId: string; name: string }; answer: Review };
	/** Reads what a cell says as another value, in all rows (V2); null takes it back. */
	/** The exam takes photos from now on, and those of the file are matched (M3). */
	makeProctored: { ask: { draftId: string }; answer: Review };
	chooseValue: {
		ask: {
			draftId: string;
			choice: { field: ChoosableField; from: string; to: string | null };
		};
		answer: Review;
	};
	/** Client IDs that the store knows with zeros in front get them back, or lose them again (F2). */
	restoreZeros: { ask: { draftId: string; isOn: boolean }; answer: Review };
	/** Binds columns by hand: one field or null for each column of the file; null: all by their names again (H3). */
	columns: {
		ask: { draftId: string; fields: readonly (FieldKey | null)[] | null };
		answer: Review;
	};
	/** Reads the file in another way; what is not chosen is judged again (R2, R3). */
	readAgain: { ask: { draftId: string; choices: ReadChoices }; answer: Review };
	/** The file of a draft once more, after a reload (V5). */
	file: { ask: { draftId: string; file: File }; answer: null };
	rows: {
		ask: { draftId: string; filter: RowFilter; from: number; count: number };
		answer: Page<RowView>;
	};
	/** The search field was entered: what is searched is made ready meanwhile (V4). */
	prepareSearch: { ask: { draftId: string }; answer: null };
	/** Place, among the filtered rows, of the first row on or after a line; -1 when there is none. */
	findLine: { ask: { draftId: string; filter: RowFilter; line: number }; answer: number };
	/** A window of one list of the photos (Z7). */
	photos: {
		ask: { draftId: string; kind: PhotoKind; from: number; count: number };
		answer: Page<PhotoLine>;
	};
	/** null: the key that covers most (Z5). */
	photoKey: { ask: { draftId: string; key: PhotoKey | null }; answer: Review };
	/** A photo in small by its hash; null where this device does not have it. */
	thumbnail: { ask: { sha256: string }; answer: Blob | null };
	/** Puts a photo of the package onto a row, or takes the row's away (Z7). */
	putPhoto: { ask: { draftId: string; row: number; photo: number | null }; answer: Review };
	/** Puts a photo from elsewhere onto a row. */
	addPhoto: { ask: { draftId: string; row: number; file: File }; answer: Review };
	/** null: all those by leading zeros. */
	takeSuggestions: { ask: { draftId: string; photo: number | null }; answer: Review };
	/** Exactly who gets a registration mail by a save (S8). */
	mailLines: { ask: { draftId: string; from: number; count: number }; answer: Page<MailLine> };
	save: { ask: { draftId: string; typedDeletes: number | null }; answer: SaveReceipt };
	report: { ask: { draftId: string; format: 'csv' | 'json' }; answer: Blob };
	/** V6: the rows with errors, to be corrected elsewhere and loaded again. */
	problemRows: { ask: { draftId: string; keepsArrangements: boolean }; answer: Blob };
	users: { ask: { filter: UserFilter; from: number; count: number }; answer: Page<UserView> };
	/** null: not on this device. A deleted user is found too. */
	user: { ask: { userId: string }; answer: UserView | null };
	userTimeline: { ask: { userId: string }; answer: readonly TimelineEntry[] };
	/** One user's form (V10). `exams`: into an exam or out of it. */
	saveUser: {
		ask: {
			userId: string;
			edits: readonly FieldEdit[];
			exams: readonly { readonly examId: string; readonly isIn: boolean }[];
			/** The email may be another's too (S11). */
			sharesEmail: boolean;
		};
		answer: UserSaved;
	};
	deleteUser: { ask: { userId: string }; answer: UserView | null };
	restoreUser: { ask: { userId: string }; answer: UserSaved };
	/** The users that pass as a CSV that loads again (V10). */
	exportUsers: { ask: { filter: UserFilter }; answer: Blob };
	exams: { ask: Record<string, never>; answer: readonly ExamView[] };
	editExam: { ask: { examId: string; edit: ExamEdit }; answer: null };
	/** Only an empty one. */
	deleteExam: { ask: { examId: string }; answer: null };
	/** The passwords made by an upload, for printing alone; null after a reload (W6). */
	sheet: { ask: { uploadId: string }; answer: HandOutSheet | null };
	/** Writes to the history that they were printed. */
	handedOut: { ask: { uploadId: string; userIds: readonly string[] }; answer: null };
	/** How many users new passwords would be for, the first of their names, and whether the number must be typed (W7). */
	countChosen: {
		ask: { who: ChosenUsers };
		answer: {
			readonly users: number;
			readonly names: readonly string[];
			readonly mustType: boolean;
		};
	};
	newPasswords: {
		ask: { who: ChosenUsers; form: MadeForm; forcesChange: boolean; typed: number | null };
		answer: SaveReceipt;
	};
	history: { ask: Record<string, never>; answer: readonly UploadView[] };
	/** What undoing an upload would do; nothing is written (V9). */
	undoPreview: { ask: { uploadId: string }; answer: UndoPreview };
	/** `typed`: the number of users removed, where it must be typed. */
	undoUpload: { ask: { uploadId: string; typed: number | null }; answer: SaveReceipt };
	/** Users of an undo that was done, or of the one that would be. */
	undoLines: {
		ask: { uploadId: string; list: UndoList; from: number; count: number };
		answer: Page<UndoLine>;
	};
	/** The three lists as a CSV. */
	undoReport: { ask: { uploadId: string }; answer: Blob };
	/** What a saved upload did, user by user (V8): null once its changes are no longer kept. */
	uploadReport: { ask: { uploadId: string }; answer: Blob | null };
	/** Who is signed in, as `GET /api/auth/session` or a sign-in told; null after a sign-out. Sending begins. */
	session: {
		/** `signedInAt`: when they proved who they are, by this device's clock; null where they did not just now (X2). */
		ask: { account: Account | null; signedInAt: string | null };
		answer: SessionAnswer;
	};
	/** Adopts what was saved before the sign-in, or leaves it alone; opens the organisation's database either way (X6). */
	adopt: { ask: { accept: boolean }; answer: AppState };
	/** After a sign-out: closes the organisation's database and opens 'unclaimed'; a device that others use too is wiped (X5). */
	leave: { ask: { wipe: boolean }; answer: AppState };
	/** The page came into view, or the network back. */
	wake: { ask: { trigger: 'visible' | 'online' }; answer: null };
	sync: { ask: Record<string, never>; answer: SyncView };
	/** "Pause" and "Go on" (Y7). */
	pauseSending: { ask: { isPaused: boolean }; answer: null };
	/** The word to send under this name what was saved under another (X2). */
	agreeSending: { ask: Record<string, never>; answer: null };
	/** All that waits and what came back, with photos and sealed passwords, as a file that another device opens (Y6). */
	exportUnsent: { ask: Record<string, never>; answer: Blob };
	lookAtUnsent: { ask: { file: Blob }; answer: UnsentView };
	/** How many changes were new here: they are sent with what waits. */
	openUnsent: { ask: { file: Blob }; answer: number };
	attention: { ask: { from: number; count: number }; answer: Page<AttentionView> };
	/** Groups in the order of the list, and how many changes were given up last. */
	attentionGroups: {
		ask: Record<string, never>;
		answer: { readonly groups: readonly AttentionGroupView[]; readonly dropped: number };
	};
	/** null: it is settled. */
	attentionEntry: { ask: { changeId: string }; answer: AttentionEntry | null };
	settleAttention: { ask: AttentionDecision; answer: AttentionAnswer };
	/** What was given up last comes back. */
	takeBackAttention: { ask: Record<string, never>; answer: number };
	/** The word that an upload's colliding users are the server's: see `AppState.replanned`. */
	confirmReplan: { ask: { uploadId: string }; answer: AppState };
	/** Stores the server's sealing key (checked against its fingerprint). */
	sealingKey: {
		ask: { id: string; publicKey: string; fingerprint: string };
		answer: null;
	};
	/** An admin's word that another key of the server is the right one (W5). */
	confirmSealingKey: { ask: { fingerprint: string }; answer: AppState };
	/** For "About" and whoever helps (A7). */
	support: { ask: Record<string, never>; answer: SupportView };
}

export type RequestName = keyof Requests;

export type ToWorker = {
	[N in RequestName]: {
		readonly id: number;
		readonly name: N;
		readonly ask: Requests[N]['ask'];
	};
}[RequestName];

export type FromWorker =
	| { readonly id: number; readonly answer: unknown }
	| { readonly id: number; readonly failure: PlainFailure }
	| { readonly event: 'progress'; readonly progress: Progress }
	/** The first rows of a file that is still being read (R7). */
	| { readonly event: 'soFar'; readonly review: Review; readonly rows: readonly RowView[] }
	/** Photos were prepared, beside everything else (Z6). */
	| { readonly event: 'prepared'; readonly review: Review }
	| { readonly event: 'sync'; readonly sync: SyncView }
	/** Another tab runs a newer version of the app, or removed what is open here: this one can store nothing any more. */
	| { readonly event: 'closed'; readonly why: ClosedWhy }
	/** Another tab, a pull or a push changed what is stored. */
	| { readonly event: 'changed'; readonly state: AppState };
