/** What page and worker say to each other. Types only: each side checks what it is sent at its own door. */
import type { PlainFailure } from '../core/failure';
import type { FieldKey } from '../core/fields';
import type { Fix } from '../core/fixes';
import type { MadeForm } from '../core/made-passwords';
import type { CommonKey } from '../core/passwords';
import type { PhotoKey } from '../core/photo-index';
import type { Exam } from '../core/records';
import type { UndoLine } from '../core/reverse';
import type { Settings } from '../core/settings';
import type { ChoosableField } from '../core/values';
import type { ReadChoices } from '../files/read';
import type { Locale } from '../i18n/languages';
import type { CleanUp, Cleanable } from '../storage/clean-up';
import type { ExamEdit } from '../storage/edit-exam';
import type { UserFilter } from '../storage/list-users';
import type { Account, Contact } from '../storage/meta';
import type { NamedSettings } from '../storage/named-settings';
import type { StorageKind } from '../storage/usage';
import type { ReplannedUpload } from '../sync/collisions';
import type {
	BulkFix,
	CellEdit,
	FixLine,
	MailLine,
	Page,
	PhotoLine,
	ProblemPlace,
	Progress,
	Review,
	RowFilter,
	RowForm,
	RowView,
	SaveReceipt
} from './views/review';
import type {
	AttentionAnswer,
	AttentionDecision,
	AttentionEntry,
	AttentionGroupView,
	AttentionView,
	SyncView,
	UnsentView
} from './views/sending';
import type {
	ChosenUsers,
	DraftView,
	HandOutSheet,
	UndoPreview,
	UploadView
} from './views/uploads';
import type { ExamView, FieldEdit, TimelineEntry, UserSaved, UserView } from './views/users';

export type * from './views/review';
export type * from './views/uploads';
export type * from './views/users';
export type * from './views/sending';

export const actions: readonly Action[] = [
	'create',
	'update',
	'unchanged',
	'skip',
	'delete',
	'error'
];

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

/** V4; by name as it is shown, by problem as their list stands. */
export const rowOrders = ['line', 'name', 'action', 'problem'] as const;

export type RowOrder = (typeof rowOrders)[number];

export type Action = 'create' | 'update' | 'unchanged' | 'skip' | 'delete' | 'error';

export const undoLists = ['reversed', 'kept', 'not'] as const;

export type UndoList = (typeof undoLists)[number];

/** Which database is open (X6): nobody has signed in yet, the sample data, or an organisation's. */
export type DatabaseName = 'unclaimed' | 'sample' | `org-${string}`;

export interface AppState {
	readonly database: DatabaseName;
	/** Nothing was stored here before it was opened: the browser had nothing, or no longer has it. */
	readonly isNew: boolean;
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
