/**
 * The file of unsent changes (Y6): a last way out of a device that cannot send. One JSON value a line: the head, uploads,
 * sealed envelopes, photos, changes in their order, refused ones. Passwords are in it sealed only, all else in clear. Who
 * opens it believes nothing of it: every line is checked here, and the server decides about every change.
 */
import { z } from 'zod';
import { decodeBase64 } from '../core/base64';
import { changeSchema, changeSchemaNumber, outcomeSchema } from '../core/change';
import { Failure } from '../core/failure';
import { isPreparedPhoto } from '../core/image-header';
import { settingsSchema } from '../core/settings-schema';
import { unpackLines } from '../files/packed-lines';

export const unsentFormat = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);
const text = z.string().max(1000);
const base64 = z
	.string()
	.regex(/^[A-Za-z0-9+/]*={0,2}$/)
	.transform((encoded) => decodeBase64(encoded) as Uint8Array<ArrayBuffer>);

export const headSchema = z.object({
	kind: z.literal('muster-unsent'),
	format: z.number().int(),
	madeAt: z.iso.datetime(),
	/** Null: saved before anybody signed in. */
	organisation: z.object({ id: z.uuid(), name: text }).nullable(),
	savedBy: text.nullable()
});
export type UnsentHead = z.infer<typeof headSchema>;

const changeCounts = z.object({ create: count, update: count, delete: count });
const uploadSchema = z.object({
	id: z.uuid(),
	kind: z.enum(['file', 'passwords', 'undo']).optional(),
	undoes: z.uuid().optional(),
	fileName: text,
	sizeBytes: count,
	sha256: z.string().max(64),
	examId: text,
	examName: text,
	settings: settingsSchema,
	counts: z.object({
		create: count,
		update: count,
		unchanged: count,
		skip: count,
		delete: count,
		error: count,
		rows: count,
		warnings: count
	}),
	changes: changeCounts,
	savedAt: z.iso.datetime(),
	savedBy: text.nullable(),
	unsent: count,
	attention: count
});
export type CarriedUpload = z.infer<typeof uploadSchema>;

export const lineSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('upload'), upload: uploadSchema }),
	z.object({ kind: z.literal('envelope'), sha256, isMade: z.boolean(), bytes: base64 }),
	z.object({ kind: z.literal('change'), change: changeSchema }),
	z.object({
		kind: z.literal('refused'),
		change: changeSchema,
		outcome: outcomeSchema,
		at: z.iso.datetime()
	}),
	z.object({
		kind: z.literal('photo'),
		sha256,
		source: sha256,
		state: z.enum(['saved', 'waiting']),
		bytes: base64,
		thumbnail: base64
	})
]);
export type UnsentLine = z.infer<typeof lineSchema>;

const envelopeLimitBytes = 1024 * 1024;

/** @throws Failure 'unsent_damaged', 'unsent_newer' */
export async function readHead(file: Blob): Promise<UnsentHead> {
	for await (const line of unpackLines(file)) return headOf(parse(line));
	throw new Failure('unsent_damaged');
}

/** All lines after the head; what the server would refuse as a whole, and so would stop all sending, is refused here. */
export async function* readUnsent(file: Blob): AsyncGenerator<UnsentLine> {
	let isHead = true;
	for await (const text of unpackLines(file)) {
		const value = parse(text);
		if (isHead) headOf(value);
		else {
			const line = lineOf(value);
			await checkContent(line);
			yield line;
		}
		isHead = false;
	}
}

function parse(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch (cause) {
		throw new Failure('unsent_damaged', {}, cause);
	}
}

function headOf(value: unknown): UnsentHead {
	const { kind, format } = (value ?? {}) as { kind?: unknown; format?: unknown };
	if (kind === 'muster-unsent' && Number(format) > unsentFormat) throw new Failure('unsent_newer');
	const head = headSchema.safeParse(value);
	if (!head.success) throw new Failure('unsent_damaged', {}, head.error);
	return head.data;
}

function lineOf(value: unknown): UnsentLine {
	const { change } = (value ?? {}) as { change?: { schema?: unknown } };
	if (Number(change?.schema) > changeSchemaNumber) throw new Failure('unsent_newer');
	const line = lineSchema.safeParse(value);
	if (!line.success) throw new Failure('unsent_damaged', {}, line.error);
	return line.data;
}

async function checkContent(line: UnsentLine): Promise<void> {
	if (line.kind !== 'envelope' && line.kind !== 'photo') return;
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', line.bytes));
	const name = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
	const isGood =
		line.kind === 'photo' ? isPreparedPhoto(line.bytes) : line.bytes.length <= envelopeLimitBytes;
	if (name !== line.sha256 || !isGood) throw new Failure('unsent_damaged');
}
