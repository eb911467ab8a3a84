import { z } from 'zod';
import { bookingStatuses, roles } from './fields';

/** Raised when the shape of a change grows; the server keeps decoders for older numbers (Y2). */
export const changeSchemaNumber = 1;

/** Bounds of one push (Y2). */
export const pushLimits = { changes: 500, bytes: 1024 * 1024 } as const;

/** UUIDs are compared as text, so there is one spelling. */
const id = z.uuid().lowercase();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** No control characters and no halves of a surrogate pair: neither engine stores all of them (F1). */
function text(limit: number) {
	return z
		.string()
		.max(limit)
		.regex(/^[^\p{Cc}\p{Cs}]*$/u);
}

/** A user's own fields, as far as a change sets them. Empty text clears. */
export const userSetSchema = z
	.strictObject({
		clientId: text(64),
		username: text(64).min(2),
		title: text(20),
		firstName: text(100),
		lastName: text(100),
		email: text(254),
		phone: text(32),
		mustChangePassword: z.boolean(),
		photo: z.strictObject({ sha256, sourceSha256: sha256 }).nullable()
	})
	.partial();

export const registrationSchema = z.strictObject({
	role: z.enum(roles),
	eligible: z.boolean(),
	venue: text(200),
	bookingStatus: z.enum(bookingStatuses)
});

/** By exam id; null takes the user out of that exam. */
export const registrationsSetSchema = z.record(id, registrationSchema.partial().nullable());

/** What a change does to a user's fields and registrations; the same shape holds the values before. */
export const userValuesSchema = z.strictObject({
	user: userSetSchema,
	registrations: registrationsSetSchema
});

export const examSetSchema = z
	.strictObject({
		name: text(200).min(1),
		kind: z.enum(['standard', 'proctored']),
		startsAt: z.iso.datetime().nullable(),
		venues: z
			.array(
				z.strictObject({
					name: text(200).min(1),
					seats: z.number().int().min(0).nullable()
				})
			)
			.max(2000),
		createdAt: z.iso.datetime()
	})
	.partial();

/** A password by reference: the envelope that holds it and its slot (W5). */
export const passwordReferenceSchema = z.strictObject({
	envelope: sha256,
	slot: z.number().int().min(0).max(999)
});

const common = {
	/** UUIDv7, made once; the server keeps a receipt under it. */
	changeId: id,
	/** Gapless for each device. */
	deviceSequence: z.number().int().min(1),
	op: z.enum(['create', 'update', 'delete', 'restore']),
	/** The user or exam. */
	id,
	/** The version the change was made against; 0 where the server has none. */
	baseVersion: z.number().int().min(0),
	/** This device's previous unsettled change on the same user, or null. */
	previousChangeId: id.nullable(),
	/** Changes that are applied or refused together. */
	groupId: id.nullable(),
	uploadId: id.nullable(),
	schema: z.number().int().min(1)
};

export const userChangeSchema = z.strictObject({
	...common,
	kind: z.literal('user'),
	set: userValuesSchema,
	before: userValuesSchema,
	/** The upload allowed emails that others have too (S11). */
	allowsSharedEmail: z.boolean(),
	password: passwordReferenceSchema.nullable(),
	/** The exam that the user is to be told about by mail, where the upload asks for it (S8). */
	mail: id.optional()
});

export const examChangeSchema = z.strictObject({
	...common,
	kind: z.literal('exam'),
	set: examSetSchema,
	before: examSetSchema
});

/** M5: what a plan or a form does to one user or exam, and what stood there before. */
export const changeSchema = z.discriminatedUnion('kind', [userChangeSchema, examChangeSchema]);

export type UserSet = z.infer<typeof userSetSchema>;
export type RegistrationsSet = z.infer<typeof registrationsSetSchema>;
export type UserValues = z.infer<typeof userValuesSchema>;
export type PasswordReference = z.infer<typeof passwordReferenceSchema>;
export type UserChange = z.infer<typeof userChangeSchema>;
export type ExamChange = z.infer<typeof examChangeSchema>;
export type Change = z.infer<typeof changeSchema>;

/** Body of `POST /api/push` (Y2). */
export const pushRequestSchema = z.strictObject({
	/** For which the changes were made; refused under a session of another one (X6). */
	organisationId: id,
	deviceId: id,
	batchId: id,
	schema: z.number().int().min(1),
	changes: z.array(changeSchema).min(1).max(pushLimits.changes)
});
export type PushRequest = z.infer<typeof pushRequestSchema>;

const storedUserSchema = z.object({
	id,
	clientId: z.string(),
	username: z.string(),
	title: z.string(),
	firstName: z.string(),
	lastName: z.string(),
	email: z.string(),
	phone: z.string(),
	photo: z.object({ sha256, sourceSha256: sha256 }).nullable(),
	mustChangePassword: z.boolean(),
	deletedAt: z.string().nullable(),
	version: z.number().int(),
	registrations: z.record(id, registrationSchema)
});
export const pulledUserSchema = storedUserSchema;

export const pulledExamSchema = z.object({
	id,
	name: z.string(),
	kind: z.enum(['standard', 'proctored']),
	startsAt: z.string().nullable(),
	venues: z.array(z.object({ name: z.string(), seats: z.number().int().nullable() })),
	version: z.number().int(),
	deletedAt: z.string().nullable(),
	createdAt: z.string()
});

/** One outcome for each change of a push, in its order (Y2). */
export const outcomeSchema = z.discriminatedUnion('outcome', [
	z.object({
		changeId: id,
		outcome: z.literal('applied'),
		version: z.number().int(),
		/** True where another device's edits of other fields were kept beside it (Y5). */
		isMerged: z.boolean()
	}),
	z.object({
		changeId: id,
		outcome: z.literal('conflict'),
		/** The stored user or exam as the server has it, or null where it never existed. */
		stored: z.union([pulledUserSchema, pulledExamSchema]).nullable(),
		/**
		 * Where both edited: a field's key; `registrations.EXAM.role` and the like; `registrations.EXAM` where one took
		 * the user out of it; `password`; `deletedAt` where one deleted.
		 */
		fields: z.array(z.string()),
		changedBy: z.string(),
		changedAt: z.string()
	}),
	z.object({
		changeId: id,
		outcome: z.literal('rejected'),
		code: z.enum([
			'username_taken',
			'client_id_taken',
			'email_taken',
			'previous_failed',
			/** The server has no receipt of the previous change. The one rejection that is not final: send both again, in order. */
			'previous_missing',
			'group_failed',
			'not_allowed',
			'unknown_user',
			'unknown_exam',
			'already_exists',
			'envelope_missing',
			'id_reused',
			'malformed'
		]),
		field: z.string().nullable(),
		/** The stored user that stands in the way, where there is one. */
		storedId: id.nullable()
	}),
	z.object({ changeId: id, outcome: z.literal('needs_upgrade') })
]);
export type Outcome = z.infer<typeof outcomeSchema>;

export const pushAnswerSchema = z.object({
	epoch: z.string(),
	outcomes: z.array(outcomeSchema)
});
export type PushAnswer = z.infer<typeof pushAnswerSchema>;

/** Answer of `GET /api/pull` (Y3). `version` is the cursor to ask with next: that of the last row received. */
export const pullAnswerSchema = z.object({
	epoch: z.string(),
	version: z.number().int(),
	hasMore: z.boolean(),
	users: z.array(pulledUserSchema),
	exams: z.array(pulledExamSchema)
});
export type PullAnswer = z.infer<typeof pullAnswerSchema>;
