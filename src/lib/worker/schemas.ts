/** What the worker accepts from the page, checked at its door (HOUSE: everything that crosses a thread). */
import { z } from 'zod';
import { bookingStatuses, fieldKeys, roles } from '../core/fields';
import { commonKeys } from '../core/passwords';
import { photoKeys } from '../core/photo-index';
import { rowFixes } from '../core/fixes';
import { registrationFields, userFields } from '../core/records';
import { settingsSchema } from '../core/settings-schema';
import { choosableFields } from '../core/values';
import { encodings } from '../files/encodings';
import { separators } from '../files/layout';
import { cleanUps } from '../storage/clean-up';
import { userStates } from '../storage/list-users';
import { locales } from '../i18n/languages';
import { accountSchema } from '../storage/meta';
import {
	actions,
	photoKinds,
	type RequestName,
	type Requests,
	rowOrders,
	undoLists
} from './protocol';

// Probing for `eval` would break the strict content policy of the app.
z.config({ jitless: true });

const id = z.string().min(1);
const field = z.enum(fieldKeys);
const nothing = z.object({});
const place = z.number().int().min(0);
const settingsName = z.string().trim().min(1).max(60);
const window = { from: z.number().int().min(0), count: z.number().int().min(0).max(1000) };
const filter = z.object({
	action: z.enum(actions as ['create']).optional(),
	level: z.enum(['error', 'warning', 'note']).optional(),
	problem: z.string().optional(),
	search: z.string().optional(),
	keep: z.number().int().min(0).optional(),
	sort: z.object({ by: z.enum(rowOrders), descending: z.boolean() }).optional()
});
const database = z.custom<Requests['open']['ask']['database']>(
	(name) => typeof name === 'string' && /^(unclaimed|sample|org-[\w-]+)$/.test(name)
);

const readChoices = z.object({
	encoding: z.enum(encodings).optional(),
	separator: z.enum(separators).optional(),
	headerLine: z.number().int().min(1).optional(),
	sheet: z.string().optional(),
	entry: z.string().optional()
});

const userFilter = {
	venue: z.string().nullable(),
	role: z.enum(roles).nullable(),
	eligible: z.boolean().nullable(),
	booking: z.enum(bookingStatuses).nullable(),
	state: z.enum(userStates).nullable(),
	search: z.string().max(1000)
};
const fieldEdits = z
	.array(
		z.object({
			examId: id.nullable(),
			field: z.enum([...userFields, ...registrationFields]),
			from: z.string(),
			to: z.string().max(1000)
		})
	)
	.max(1000);
const users = z.object({ examId: id.nullable(), ...userFilter });

const seats = z.number().int().min(0).nullable();
const venue = z.object({ name: z.string().trim().min(1).max(200), seats });
const examName = z.string().trim().min(1).max(200);
const examKind = z.enum(['standard', 'proctored']);

const someIds = z.array(id).max(1_000_000);
const who = z.union([
	z.object({ userIds: someIds, examId: id.nullable() }),
	z.object({ uploadId: id, isOpenOnly: z.boolean() }),
	z.object({
		query: z.object(userFilter),
		examId: id.nullable(),
		without: someIds
	})
]);

const cellText = z.string().max(1_000_000);
const problem = z.string().min(1);
const replacement = {
	find: z.string().max(1000),
	replace: z.string().max(1000),
	matchesCase: z.boolean(),
	isWholeCell: z.boolean()
};
const bulkFix = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('skip'), problem }),
	z.object({ kind: z.literal('clear'), problem }),
	z.object({ kind: z.literal('set'), problem, to: z.string().max(1000) }),
	z.object({ kind: z.literal('suggestion'), problem }),
	z.object({ kind: z.literal('replace'), place, ...replacement })
]);

const asks: Record<RequestName, z.ZodType> = {
	speak: z.object({ locale: z.enum(locales) }),
	open: z.object({ database: database.optional() }),
	state: nothing,
	storageUse: nothing,
	cleanUp: z.object({ what: z.enum(cleanUps) }),
	createExam: z.object({
		name: z.string().trim().min(1).max(200),
		kind: z.enum(['standard', 'proctored']),
		startsAt: z.string().nullish(),
		venues: z
			.array(z.object({ name: z.string().min(1).max(200), seats: z.number().int().nullable() }))
			.max(2000)
			.optional()
	}),
	openSample: nothing,
	sampleZip: nothing,
	removeSample: nothing,
	read: z.object({
		file: z.instanceof(Blob),
		examId: id.nullable(),
		choices: readChoices.optional()
	}),
	cancel: nothing,
	resume: z.object({ draftId: id, takeOver: z.boolean() }),
	discard: z.object({ draftId: id }),
	settings: z.object({ draftId: id, settings: settingsSchema }),
	namedSettings: nothing,
	keepSettings: z.object({ name: settingsName, settings: settingsSchema }),
	dropSettings: z.object({ name: settingsName }),
	commonPassword: z.object({
		draftId: id,
		key: z.enum(commonKeys),
		password: z.string().max(1000).nullable()
	}),
	exam: z.object({ draftId: id, examId: id }),
	fix: z.object({
		draftId: id,
		fix: z.object({
			fix: z.enum(rowFixes),
			rows: z.union([z.literal('all'), z.array(z.number().int().min(0))])
		}),
		isOn: z.boolean()
	}),
	editCells: z.object({
		draftId: id,
		cells: z.array(z.object({ row: place, place, text: cellText.nullable() })).max(10_000)
	}),
	rowForm: z.object({ draftId: id, row: place }),
	problemPlace: z.object({ draftId: id, filter, row: place }),
	skipRows: z.object({
		draftId: id,
		rows: z.array(place).max(1_000_000),
		isSkipped: z.boolean()
	}),
	undo: z.object({ draftId: id }),
	redo: z.object({ draftId: id }),
	fixLines: z.object({ draftId: id, fix: bulkFix, ...window }),
	bulkFix: z.object({ draftId: id, fix: bulkFix, without: z.array(place).max(1_000_000) }),
	chooseValue: z.object({
		draftId: id,
		choice: z.object({
			field: z.enum(choosableFields),
			from: z.string().min(1).max(1000),
			to: z.string().max(1000).nullable()
		})
	}),
	restoreZeros: z.object({ draftId: id, isOn: z.boolean() }),
	addVenue: z.object({ draftId: id, name: z.string().trim().min(1).max(200) }),
	columns: z.object({ draftId: id, fields: z.array(field.nullable()).nullable() }),
	readAgain: z.object({
		draftId: id,
		choices: readChoices
	}),
	file: z.object({ draftId: id, file: z.instanceof(Blob) }),
	rows: z.object({ draftId: id, filter, ...window }),
	prepareSearch: z.object({ draftId: id }),
	findLine: z.object({ draftId: id, filter, line: z.number().int().min(1) }),
	photos: z.object({ draftId: id, kind: z.enum(photoKinds), ...window }),
	photoKey: z.object({ draftId: id, key: z.enum(photoKeys as ['clientId']).nullable() }),
	makeProctored: z.object({ draftId: id }),
	thumbnail: z.object({ sha256: id }),
	putPhoto: z.object({ draftId: id, row: place, photo: place.nullable() }),
	addPhoto: z.object({ draftId: id, row: place, file: z.instanceof(Blob) }),
	takeSuggestions: z.object({ draftId: id, photo: place.nullable() }),
	mailLines: z.object({ draftId: id, ...window }),
	save: z.object({ draftId: id, typedDeletes: z.number().int().nullable() }),
	report: z.object({ draftId: id, format: z.enum(['csv', 'json']) }),
	problemRows: z.object({ draftId: id, keepsArrangements: z.boolean() }),
	users: z.object({ filter: users, ...window }),
	user: z.object({ userId: id }),
	userTimeline: z.object({ userId: id }),
	saveUser: z.object({
		userId: id,
		edits: fieldEdits,
		exams: z.array(z.object({ examId: id, isIn: z.boolean() })).max(1000),
		sharesEmail: z.boolean()
	}),
	deleteUser: z.object({ userId: id }),
	restoreUser: z.object({ userId: id }),
	exportUsers: z.object({ filter: users }),
	exams: nothing,
	editExam: z.object({
		examId: id,
		edit: z.object({
			set: z
				.object({ name: examName, kind: examKind, startsAt: z.iso.datetime().nullable() })
				.partial(),
			venues: z.array(z.object({ from: z.string().nullable(), to: venue.nullable() })).max(4000)
		})
	}),
	deleteExam: z.object({ examId: id }),
	sheet: z.object({ uploadId: id }),
	handedOut: z.object({ uploadId: id, userIds: someIds }),
	countChosen: z.object({ who }),
	newPasswords: z.object({
		who,
		form: settingsSchema.shape.generatedPassword,
		forcesChange: z.boolean(),
		typed: z.number().int().nullable()
	}),
	history: nothing,
	undoPreview: z.object({ uploadId: id }),
	undoUpload: z.object({ uploadId: id, typed: z.number().int().nullable() }),
	undoLines: z.object({ uploadId: id, list: z.enum(undoLists), ...window }),
	undoReport: z.object({ uploadId: id }),
	uploadReport: z.object({ uploadId: id }),
	session: z.object({
		account: accountSchema.nullable(),
		signedInAt: z.iso.datetime().nullable()
	}),
	adopt: z.object({ accept: z.boolean() }),
	leave: z.object({ wipe: z.boolean() }),
	wake: z.object({ trigger: z.enum(['visible', 'online']) }),
	sync: nothing,
	pauseSending: z.object({ isPaused: z.boolean() }),
	agreeSending: nothing,
	exportUnsent: nothing,
	lookAtUnsent: z.object({ file: z.instanceof(Blob) }),
	openUnsent: z.object({ file: z.instanceof(Blob) }),
	attention: z.object(window),
	attentionGroups: nothing,
	attentionEntry: z.object({ changeId: id }),
	settleAttention: z.object({
		ids: z.array(id).max(100_000),
		groups: z.array(z.string()).max(10_000),
		seen: z.number().int().nullable(),
		how: z.enum(['mine', 'theirs', 'same_person']),
		theirs: z.array(z.string()).max(10_000),
		edits: fieldEdits,
		sharesEmail: z.boolean()
	}),
	takeBackAttention: nothing,
	confirmReplan: z.object({ uploadId: z.string() }),
	sealingKey: z.object({ id: z.uuid(), publicKey: id, fingerprint: id }),
	confirmSealingKey: z.object({ fingerprint: id }),
	support: nothing
};

const envelope = z.object({
	id: z.number().int(),
	name: z.enum(Object.keys(asks) as [RequestName]),
	ask: z.unknown()
});

export interface CheckedRequest<N extends RequestName = RequestName> {
	readonly id: number;
	readonly name: N;
	readonly ask: Requests[N]['ask'];
}

/** @throws ZodError, which is a bug of the page. */
export function parseRequest(message: unknown): CheckedRequest {
	const { id: number, name, ask } = envelope.parse(message);
	return { id: number, name, ask: asks[name].parse(ask) as never };
}
