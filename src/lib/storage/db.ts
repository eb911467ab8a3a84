/** The tables on the device, one database for each organisation (X6). What grows with a file lives in pages. */
import { Dexie, type DexieOptions, type EntityTable, type Table } from 'dexie';
import type { Change, Outcome } from '../core/change';
import { putGroup } from './attention-group';
import { packPages } from './packed-pages';
import { relaxDrafts } from './relaxed-drafts';
import type { RowEdit } from '../core/edits';
import type { Fix } from '../core/fixes';
import type { Issue } from '../core/issue';
import type { CommonKey } from '../core/passwords';
import type { PhotoKey } from '../core/photo-index';
import type { Exam, User } from '../core/records';
import type { UndoLine } from '../core/reverse';
import type { Settings } from '../core/settings';
import type { ValueChoice } from '../core/values';
import type { FieldKey } from '../core/fields';
import type { Encoding, EncodingOrigin } from '../files/encodings';
import type { ReadChoices } from '../files/read';

/** Users in one record; the ordinal of a user is `page * pageUsers + slot` and never changes. */
export const pageUsers = 1000;
/** Rows in one record of a draft. */
export const pageRows = 1000;

export interface UserPage {
	readonly page: number;
	/** Deleted users keep their slot as tombstones. */
	users: User[];
	/** By slot: the change id of this device's last unsettled change on the user, or ''. */
	pending: string[];
	/** By slot, while all is pulled again: 1 where the server has named the user. */
	seen?: Uint8Array;
}

/** Kept apart from the page, so that the index is loaded without the users. */
export interface UserKeysPage {
	readonly page: number;
	/** Eight numbers a user: keyed hashes of Username, Client ID, Email (0/0 for none and for tombstones) and id. */
	keys: Uint32Array;
}

export interface DraftColumn {
	readonly header: string;
	readonly field: FieldKey | null;
	readonly binding: 'bound' | 'suggested' | 'asked' | 'unclear' | 'extra' | 'unknown' | 'chosen';
	readonly candidate: FieldKey | null;
	readonly samples: readonly string[];
	readonly filled: number;
}

/** How a file was read, beside its encoding and separator (R2–R4). */
export interface DraftOrigin {
	readonly encodingBy: EncodingOrigin;
	/** Bytes of up to three names, as they stand in a file of a legacy encoding; to judge the encoding by. */
	readonly letterCells: readonly Uint8Array[];
	/** Physical line of the header. */
	readonly headerLine: number;
	/** Rows above the header, which are no rows of the table. */
	readonly rowsAbove: number;
	/** Of a workbook: the sheet that was read, and all that can be chosen. */
	readonly sheet: { readonly name: string; readonly names: readonly string[] } | null;
	/** What was chosen by hand; the rest was judged. */
	readonly chosen: ReadChoices;
}

/** A file that was read and not saved yet (V5). */
export interface Draft {
	readonly id: string;
	readonly fileName: string;
	readonly sizeBytes: number;
	readonly sha256: string;
	readonly encoding: Encoding;
	readonly separator: ',' | ';' | '\t' | '|';
	readonly origin: DraftOrigin;
	readonly examId: string | null;
	readonly settings: Settings;
	/** What was said of rows whose error asks for a word (P10, P13). */
	readonly fixes?: readonly Fix[];
	readonly columns: readonly DraftColumn[];
	readonly rows: number;
	readonly ghostRows: number;
	readonly blankLines: number;
	readonly pages: number;
	readonly errors: number;
	/** False while the file is being read: such a draft is dropped at the next start. */
	readonly isComplete: boolean;
	/** Rows that a save left out (V7). */
	readonly isLeftOver: boolean;
	/** Its rows are stored users, and photos alone came with it (Z4). */
	readonly isPhotosOnly?: boolean;
	/** Generation of the stored users that `facts` were made against. */
	readonly generation: number;
	/** Rows whose place in the file matters. */
	readonly entangled: Uint32Array;
	/** Digits that Client IDs have in this file, some with zeros in front; 0 where they have no one length (F2). */
	readonly idLength: number;
	/** Rows whose Client ID is shorter. */
	readonly zerosLost: Uint32Array;
	/** Causes that the pages' issues name by number. */
	readonly causes: readonly Issue[];
	/** Envelopes of the common passwords (S3), each with one slot. */
	readonly common?: Readonly<Partial<Record<CommonKey, string>>>;
	/** Values chosen for what cells say, in all rows (V2, F2). */
	readonly values?: readonly ValueChoice[];
	/** Rows whose Client ID the store knows with its zeros (F2). */
	readonly zerosKnown?: number;
	/** Calling code of the country that phones without one belong to (F8); none where it is absent. */
	readonly callingCode?: string;
	/** Steps taken by hand and not taken back, of those kept (V3). */
	readonly steps?: { readonly done: number; readonly total: number };
	readonly savedAt: string;
}

/** The edited rows of one page of a draft (V3). Its `DraftPage`, cells and facts, knows nothing of them. */
export interface DraftEdits {
	readonly draftId: string;
	readonly page: number;
	readonly rows: readonly RowEdit[];
}

/** One side of a step: what it leaves when it is done, or when it is taken back. What is absent stays. */
export interface StepSide {
	/** Every row that the step touches, in the order of the file. */
	readonly rows: readonly RowEdit[];
	readonly draft?: Partial<Pick<Draft, 'fixes' | 'values' | 'columns'>>;
	/** A venue of the exam, there or not (F10). */
	readonly venue?: { readonly examId: string; readonly name: string; readonly isThere: boolean };
}

/** What a step was, for its name on screen. No value of a password cell. */
export interface StepWords {
	readonly kind:
		| 'cells'
		| 'restore'
		| 'replace'
		| 'skip'
		| 'take_in'
		| 'value'
		| 'value_back'
		| 'fix'
		| 'fix_back'
		| 'zeros'
		| 'zeros_back'
		| 'columns'
		| 'venue';
	readonly rows: number;
	/** Physical line where it is one row, else 0. */
	readonly line: number;
	/** Header of the column, where it is one. */
	readonly column: string;
	readonly to: string;
}

/** One step of the undo stack (V3). */
export interface DraftStep {
	readonly draftId: string;
	readonly place: number;
	readonly words: StepWords;
	readonly before: StepSide;
	readonly after: StepSide;
}

/** Facts of the rows of a page; see `core/facts.ts` for each. */
export interface PageFacts {
	readonly filled: Uint16Array;
	readonly bad: Uint16Array;
	readonly flags: Uint8Array;
	readonly role: Uint8Array;
	readonly keys: Uint32Array;
	readonly holders: Int32Array;
	readonly met: Int32Array;
	readonly fallback: Uint16Array;
	readonly fallbackBad: Uint16Array;
	readonly venue: Uint16Array;
	readonly storedVenue: Uint16Array;
	readonly differs: Uint16Array;
	readonly storedEmpty: Uint16Array;
	readonly metFlags: Uint8Array;
	/** Pairs: row within the page, cause. */
	readonly issues: Uint32Array;
}

export interface DraftPage {
	readonly draftId: string;
	readonly page: number;
	/** The rows as they stood in the file, in UTF-8, without line ends and without password cells. */
	readonly bytes: Uint8Array;
	/** Where each row ends in `bytes`; it begins where the one before ends. */
	readonly ends: Uint32Array;
	readonly lines: Uint32Array;
	/** Rows whose cells cannot be trusted (R5): 0 fine, 1 ragged, 2 unclosed quote; + 4: text after a closing quote. */
	readonly faults: Uint8Array;
	/** Cells that a faulty row had. */
	readonly cells: Uint32Array;
	/** Verdicts on the password cell (W3, W5), see `worker/passwords.ts`; empty where the page has no password. */
	readonly verdicts: Uint8Array;
	/** Number of the group of rows with the same password; 0 for none. Empty as `verdicts`. */
	readonly groups: Uint32Array;
	/** Envelopes that hold the page's passwords. */
	readonly envelopes: readonly string[];
	/** (index in `envelopes` * 1024 + slot) + 1; 0 for no password. Empty as `verdicts`. */
	readonly slots: Uint32Array;
	readonly facts: PageFacts;
}

/** Passwords sealed to the server's key (W5). */
/** What is known of an envelope; its bytes are `SealedBytes`. */
export interface Envelope {
	readonly sha256: string;
	/** The draft whose rows need it, '' for none. */
	readonly draftId: string;
	/** Changes that need it, among them those that came back. */
	readonly uses?: number;
	/** The server has it. */
	readonly isSent?: boolean;
	/** Its passwords were made here and stood in no file. */
	readonly isMade?: boolean;
}

/** The sealed passwords themselves (W5). */
export interface SealedBytes {
	readonly sha256: string;
	readonly bytes: Uint8Array;
}

/** An exam, with this device's last unsettled change on it. */
export type StoredExam = Exam & {
	readonly pending?: string;
	/** While all is pulled again: the server has not named it yet. */
	isUnseen?: boolean;
};

/** A change that the server did not take (Y6). */
export interface Attention {
	readonly changeId: string;
	readonly change: Change;
	readonly outcome: Outcome;
	readonly uploadId: string | null;
	readonly at: string;
	/** Upload and reason, by which the list is ordered; see `attention.ts`. */
	readonly group: string;
}

/** A change that came back and was given up: it can be taken back for a while. */
export interface Dropped extends Attention {
	/** ISO time, one for all that were given up together; indexed. */
	readonly droppedAt: string;
}

/** What the server has of a user or exam whose changes wait: laid aside until they are settled. */
export interface Pulled {
	readonly id: string;
	/** The newest that was heard of it, or null where nothing was. */
	readonly value: User | Exam | null;
	/** Refused changes whose effect the local copy still holds, oldest first. */
	readonly refused: readonly Change[];
}

/** Changes in the order of their device sequence. */
export interface ChangePage {
	/** Device sequence of the first change. */
	readonly first: number;
	readonly uploadId: string;
	/** A settled change is replaced by null. */
	changes: (Change | null)[];
	/** 1 while a change waits for the server, else 0; indexed. */
	isOpen: 0 | 1;
	/** By place: what the server took, for undo (V9); null for the others. Absent before the first. */
	applied?: (Change | null)[];
	/** By place: the version that the server gave; beside `applied`. */
	versions?: number[];
}

/** What became of the passwords that were made or given here, in numbers alone (W6, W7). */
export interface MadeCounts {
	/** Users who got one. */
	readonly users: number;
	/** Those of them whose password was neither handed out nor replaced. */
	readonly open: number;
	/** ISO time of the last hand-out sheet, or null. */
	readonly handedOutAt: string | null;
}

/** Who got a made password with an upload; the passwords themselves are nowhere (W5). */
export interface MadeFor {
	readonly uploadId: string;
	/** Sixteen bytes for each user's id. */
	readonly ids: Uint8Array;
	/** By user: 1 until the password is handed out or replaced. */
	isOpen: Uint8Array;
}

/** What became of the changes of an upload that was undone, by user (V9). */
export interface UndoCounts {
	readonly reversed: number;
	readonly kept: number;
	readonly not: number;
}

/** Users of an undo, a page of them in the order of the store. */
export interface UndoLines {
	readonly uploadId: string;
	readonly page: number;
	readonly lines: readonly UndoLine[];
}

/** One saved file (M5), new passwords for users of this device (W7), or the undo of another (V9). */
export interface Upload {
	readonly id: string;
	/** Without it: a file. New passwords have no file: its name and hash are ''. An undo has the name of what it undid. */
	readonly kind?: 'file' | 'passwords' | 'undo';
	/** Of an undo: the upload it took back, and what became of its users. */
	readonly undoes?: string;
	readonly undo?: UndoCounts;
	/** The undo that took this one back. */
	undoneBy?: string;
	readonly fileName: string;
	readonly sizeBytes: number;
	readonly sha256: string;
	readonly examId: string;
	readonly examName: string;
	readonly settings: Settings;
	readonly counts: Readonly<
		Record<
			'create' | 'update' | 'unchanged' | 'skip' | 'delete' | 'error' | 'rows' | 'warnings',
			number
		>
	>;
	readonly changes: { readonly create: number; readonly update: number; readonly delete: number };
	readonly savedAt: string;
	readonly savedBy: string | null;
	/** Changes that the server has not settled. */
	unsent: number;
	/** Changes that came back. */
	attention: number;
	/** Where passwords were made. */
	made?: MadeCounts;
	/** What its undo would need was removed by hand, to make room (A6). */
	isCleared?: true;
}

/** Why a photo of a package cannot be taken (Z2, Z6). */
export type PhotoFault =
	| 'damaged' // length or checksum
	| 'not_a_photo'
	| 'heic' // this browser does not decode it
	| 'undecodable'
	| 'too_small'
	| 'too_large';

export interface PackagePhoto {
	/** With its folders, as the archive names it. */
	readonly path: string;
	/** SHA-256 of its bytes in hex, '' for one that is damaged. */
	readonly source: string;
	readonly fault: PhotoFault | null;
}

/** What a draft knows of the archive it came from (V5): names and hashes, no content. */
export interface PhotoPackage {
	readonly draftId: string;
	readonly photos: readonly PackagePhoto[];
	/** Files that are neither CSV nor photo, and how many were left out (Z3). */
	readonly others: readonly string[];
	readonly leftOut: number;
	/** Null: the one that covers most (Z5). */
	readonly key: PhotoKey | null;
	/** Row → place of the photo that was put onto it, or null for none (Z7). */
	readonly byHand: readonly (readonly [row: number, photo: number | null])[];
}

export type PhotoState =
	/** Of a draft alone. */
	| 'draft'
	/** In a change that the server has not taken yet. */
	| 'saved'
	/** The server has its user, and not yet the photo. */
	| 'waiting'
	| 'sent'
	/** Was sent to a server that was restored since: it is asked whether it still has it. */
	| 'unsure'
	/** Lost on both sides: prepared again as soon as the same source comes by. */
	| 'missing';

/** A prepared photo (Z6), by the hash of its bytes. */
export interface StoredPhoto {
	readonly sha256: string;
	/** SHA-256 of the bytes it was made from; indexed, so that the same one is prepared once. */
	readonly source: string;
	/** Upright JPEG without metadata; null once the server has it (X7). */
	readonly bytes: Uint8Array<ArrayBuffer> | null;
	readonly thumbnail: Uint8Array<ArrayBuffer>;
	/** Indexed. */
	readonly state: PhotoState;
}

export interface MetaEntry {
	readonly key: string;
	readonly value: unknown;
}

export interface MusterDatabase extends Dexie {
	meta: EntityTable<MetaEntry, 'key'>;
	exams: EntityTable<StoredExam, 'id'>;
	userPages: EntityTable<UserPage, 'page'>;
	userKeys: EntityTable<UserKeysPage, 'page'>;
	drafts: EntityTable<Draft, 'id'>;
	draftPages: Table<DraftPage, [string, number]>;
	draftEdits: Table<DraftEdits, [string, number]>;
	draftSteps: Table<DraftStep, [string, number]>;
	envelopes: EntityTable<Envelope, 'sha256'>;
	sealed: EntityTable<SealedBytes, 'sha256'>;
	changePages: EntityTable<ChangePage, 'first'>;
	uploads: EntityTable<Upload, 'id'>;
	attention: EntityTable<Attention, 'changeId'>;
	dropped: EntityTable<Dropped, 'changeId'>;
	pulled: EntityTable<Pulled, 'id'>;
	packages: EntityTable<PhotoPackage, 'draftId'>;
	photos: EntityTable<StoredPhoto, 'sha256'>;
	madeFor: EntityTable<MadeFor, 'uploadId'>;
	undoLines: Table<UndoLines, [string, number]>;
}

/** Versions of the schema, oldest first; a released one is never changed. */
const versions: readonly Record<string, string>[] = [
	{
		meta: 'key',
		exams: 'id',
		userPages: 'page',
		userKeys: 'page',
		drafts: 'id',
		draftPages: '[draftId+page]',
		envelopes: 'sha256, draftId',
		sealed: 'sha256',
		changePages: 'first, isOpen, uploadId',
		uploads: 'id, sha256, savedAt',
		attention: 'changeId, uploadId',
		pulled: 'id'
	},
	{ packages: 'draftId', photos: 'sha256, source, state' },
	{ madeFor: 'uploadId' },
	{ draftEdits: '[draftId+page]', draftSteps: '[draftId+place]' },
	{ undoLines: '[uploadId+page]' },
	{
		attention: 'changeId, uploadId, group, [group+changeId], change.id, change.groupId',
		dropped: 'changeId, droppedAt'
	}
];
/** Of the tables as this version of the app knows them. */
export const schemaVersion = versions.length;
/** The version that groups what came back. */
const groupingVersion = 6;

export const databasePrefix = 'muster-';

/** Opens the database of an organisation, of the sample data, or of what nobody has claimed yet. */
export function openDatabase(name: string, options: DexieOptions = {}): MusterDatabase {
	const db = new Dexie(databasePrefix + name, {
		// A save that was shown as saved must survive a power cut.
		chromeTransactionDurability: 'strict',
		...options
	}) as MusterDatabase;
	db.use(packPages);
	db.use(relaxDrafts);
	versions.forEach((stores, index) => db.version(index + 1).stores(stores));
	db.version(groupingVersion).upgrade((transaction) =>
		transaction.table<Attention>('attention').toCollection().modify(putGroup)
	);
	return db;
}
