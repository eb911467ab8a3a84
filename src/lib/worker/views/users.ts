/** Stored users and exams (V10). */
import type { Issue } from '../../core/issue';
import type { Exam, RegistrationField, User, UserField } from '../../core/records';
import type { UploadKind } from './uploads';

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
