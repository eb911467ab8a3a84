/** Y6: unsent changes leave a device that cannot send in a file, and another one takes them over; twice is harmless. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../src/lib/core/change';
import { packLines, unpackLines } from '../src/lib/files/packed-lines';
import { releaseCarried } from '../src/lib/storage/envelopes';
import { writeMeta, type Account } from '../src/lib/storage/meta';
import { readBatch, unsettled, wholeBatch } from '../src/lib/storage/outbox';
import { takeWritten } from '../src/lib/storage/users';
import type { Mirror } from '../src/lib/sync/mirror';
import { settle } from '../src/lib/sync/settle';
import type { Context } from '../src/lib/worker/context';
import { editExam } from '../src/lib/worker/exams-view';
import { exportUnsent, lookAtUnsent, openUnsent } from '../src/lib/worker/unsent';
import { createDevice, fileOf, read, save, type Device } from './device';
import { jpegOf, packageOf, prepare } from './photo-packages';

const at = '2026-05-05T00:00:00.000Z';
const secret = 'Blue-Otter-77';

/** As the worker's, without a network. */
function mirrorOf(context: Context): Mirror {
	return {
		db: context.db,
		now: () => at,
		async write(work) {
			const result = await work(context.index);
			takeWritten(context.index, result.written);
			return result;
		}
	};
}

async function changesOf({ context }: Device): Promise<Change[]> {
	const found: Change[] = [];
	for await (const { change } of unsettled(context.db)) found.push(change);
	return found;
}

async function linesOf(file: Blob): Promise<string[]> {
	const lines: string[] = [];
	for await (const line of unpackLines(file)) lines.push(line);
	return lines;
}

async function* eachOf(lines: readonly string[]): AsyncGenerator<string> {
	for (const line of lines) yield await Promise.resolve(line);
}

const pack = (lines: readonly string[]) => packLines(eachOf(lines), 'application/gzip');
const open = ({ context }: Device, file: Blob) => openUnsent(context, mirrorOf(context), { file });

let from: Device;
let to: Device;
let file: Blob;
beforeEach(async () => {
	[from, to] = [await createDevice(undefined, 'proctored'), await createDevice()];
	const people = ['1,ana,Ana,Ek,a@x.example', '2,ben,Ben,Ott,b@x.example'];
	const photos = () => packageOf(people, [{ name: '1.jpg', content: jpegOf(1) }]);
	const photographed = await read(from, photos());
	await prepare(from, photographed, photos());
	await save(from, photographed);
	const lines = ['Client ID,Username,First Name,Password', `3,cleo,Cleo,${secret}`];
	await save(from, await read(from, fileOf(lines, 'cleo.csv')));
	file = await exportUnsent(from.context);
});

describe('Y6 a file of unsent changes', () => {
	test('is named before it is opened, and nothing is stored by that', async () => {
		const before = await changesOf(to);
		const view = await lookAtUnsent(to.context, { file });
		expect(view).toMatchObject({ savedBy: null, changes: 3, refused: 0, photos: 1, known: 0 });
		expect(view.uploads.map(({ fileName, unsent }) => [fileName, unsent])).toContainEqual([
			'cleo.csv',
			1
		]);
		expect(await changesOf(to)).toEqual(before);
		expect(await to.context.db.uploads.count()).toBe(0);
	});

	test('brings the changes under their ids, behind what waits, with users, uploads, photo and envelopes', async () => {
		const own = await changesOf(to);
		expect(await open(to, file)).toBe(3);
		const [sent, taken] = [await changesOf(from), (await changesOf(to)).slice(own.length)];
		const doing = ({ changeId, op, id, set, groupId, baseVersion, previousChangeId }: Change) => [
			[changeId, op, id, set, groupId, baseVersion, previousChangeId]
		];
		expect(taken.map(doing)).toEqual(sent.map(doing));
		const sequence = taken.map(({ deviceSequence }) => deviceSequence);
		expect(sequence).toEqual(sequence.map((_, place) => own.length + 1 + place));
		const { db } = to.context;
		const names = (await db.userPages.toArray()).flatMap(({ users }) => users);
		expect(names.map(({ username }) => username).sort()).toEqual(['ana', 'ben', 'cleo']);
		const uploads = await db.uploads.toArray();
		expect(uploads.map(({ unsent }) => unsent).sort()).toEqual([1, 2]);
		expect(await db.photos.toArray()).toEqual(await from.context.db.photos.toArray());
		const bytesOf = async ({ context }: Device) =>
			(await context.db.sealed.toArray()).map(({ sha256, bytes }) => [sha256, bytes.length]);
		expect(await bytesOf(to)).toEqual(await bytesOf(from));
	});

	test('brings an exam that was made, changed and given another venue here, as it stands', async () => {
		const { context, examId } = from;
		const geelong = { name: 'Geelong', seats: 40 };
		await editExam(context, { examId, edit: { set: { name: 'Spring' }, venues: [] } });
		await editExam(context, {
			examId,
			edit: { set: {}, venues: [{ from: 'Melbourne', to: geelong }] }
		});
		await open(to, await exportUnsent(context));
		const examOf = ({ db }: Context) => db.exams.get(examId);
		const taken = await examOf(to.context);
		expect(taken).toMatchObject({ name: 'Spring' });
		expect(taken?.venues).toEqual((await examOf(context))?.venues);
		const exams = (await changesOf(to)).filter(({ id }) => id === examId);
		expect(exams.map(({ op }) => op)).toEqual(['create', 'update', 'update']);
		const chain = exams.map(({ previousChangeId }) => previousChangeId);
		expect(chain).toEqual([null, exams[0]?.changeId, exams[1]?.changeId]);
	});

	test('is taken once: opened again it brings nothing, before and after the server has it', async () => {
		await open(to, file);
		const waiting = await changesOf(to);
		expect(await lookAtUnsent(to.context, { file })).toMatchObject({ changes: 3, known: 3 });
		expect(await open(to, file)).toBe(0);
		expect(await changesOf(to)).toEqual(waiting);
		const { db, index } = to.context;
		const batch = await readBatch(db, wholeBatch);
		const outcomes = batch.entries.map(({ change: { changeId } }, place) => ({
			changeId,
			outcome: 'applied' as const,
			version: place + 1,
			isMerged: false
		}));
		const { written } = await settle({ db, index, batch, outcomes, at });
		takeWritten(index, written);
		expect(await open(to, file)).toBe(0);
		// A change of an exam is forgotten once it is settled: it goes again, and has the same answer again.
		expect((await changesOf(to)).map(({ kind }) => kind)).toEqual(['exam']);
		expect(await db.envelopes.count()).toBe(0);
	});

	test('whose taking was broken off leaves no envelope behind, and is taken whole the next time', async () => {
		const broken = await pack(
			(await linesOf(file)).map((line) => line.replace('"op":"create"', '"op":"erase"'))
		);
		await expect(open(to, broken)).rejects.toThrow('unsent_damaged');
		const { db } = to.context;
		expect(await db.envelopes.count()).toBeGreaterThan(0);
		// As every sending begins.
		await releaseCarried(db);
		expect([await db.envelopes.count(), await db.sealed.count()]).toEqual([0, 0]);
		expect(await open(to, file)).toBe(3);
		expect(await db.envelopes.count()).toBe(await from.context.db.envelopes.count());
	});

	test('opened where it was made, brings nothing', async () => {
		expect(await open(from, file)).toBe(0);
	});

	test('holds no password in clear', async () => {
		const text = (await linesOf(file)).join('\n');
		expect(text).toContain('"envelope"');
		expect(text).toContain('cleo');
		expect(text).not.toContain(secret);
	});

	test('of a refused change brings it to the list of the other device, where it is settled', async () => {
		const { db, index } = from.context;
		const batch = await readBatch(db, wholeBatch);
		const outcomes = batch.entries.map(({ change: { changeId, kind } }, place) =>
			kind === 'exam' || place > 1
				? { changeId, outcome: 'applied' as const, version: place + 1, isMerged: false }
				: {
						changeId,
						outcome: 'rejected' as const,
						code: 'email_taken' as const,
						field: 'email',
						storedId: null
					}
		);
		const { written } = await settle({ db, index, batch, outcomes, at });
		takeWritten(index, written);
		const carried = await exportUnsent(from.context);
		expect(await lookAtUnsent(to.context, { file: carried })).toMatchObject({ refused: 1 });
		expect(await open(to, carried)).toBe(1);
		expect(await to.context.db.attention.count()).toBe(1);
		expect((await to.context.db.uploads.toArray()).map(({ attention }) => attention)).toEqual([1]);
		expect(await open(to, carried)).toBe(0);
	});
});

describe('Y6 is refused, and nothing of it is taken:', () => {
	const account = (id: string): Account => ({
		id: 'a',
		name: 'Ines',
		email: 'ines@example.org',
		role: 'admin',
		organisation: { id, name: 'North' }
	});
	const [north, south] = [
		'0190c0de-0000-7000-8000-000000000001',
		'0190c0de-0000-7000-8000-000000000002'
	];
	const refused = async (what: Blob, code: string) => {
		await expect(lookAtUnsent(to.context, { file: what })).rejects.toThrow(code);
		expect(await to.context.db.uploads.count()).toBe(0);
	};
	const rewritten = async (change: (line: string) => string) =>
		pack((await linesOf(file)).map(change));

	test('what is cut, changed or something else', async () => {
		await refused(file.slice(0, file.size - 100), 'unsent_damaged');
		await refused(fileOf(['Username', 'ana']), 'unsent_damaged');
		await refused(await pack(['{"kind":"muster-unsent"}']), 'unsent_damaged');
		await refused(await pack([]), 'unsent_damaged');
	});

	test('a photo or an envelope that is not what its name says, or is none: it would stop all sending', async () => {
		const other = (text: string) => text.replace(/"bytes":"..../, '"bytes":"AAAA');
		const only = (kind: string) => (line: string) =>
			line.startsWith(`{"kind":"${kind}"`) ? other(line) : line;
		await refused(await rewritten(only('photo')), 'unsent_damaged');
		await refused(await rewritten(only('envelope')), 'unsent_damaged');
	});

	test('a change that no server understands, and one of a newer app', async () => {
		const [op, schema] = [/"op":"create"/, /"schema":1/];
		await refused(await rewritten((line) => line.replace(op, '"op":"erase"')), 'unsent_damaged');
		await refused(await rewritten((line) => line.replace(schema, '"schema":2')), 'unsent_newer');
		await refused(
			await rewritten((line) => line.replace('"format":1', '"format":2')),
			'unsent_newer'
		);
	});

	test('what belongs to another organisation, or to one while nobody has signed in', async () => {
		await writeMeta(from.context.db, 'account', account(north));
		const theirs = await exportUnsent(from.context);
		await refused(theirs, 'unsent_sign_in');
		await writeMeta(to.context.db, 'account', account(south));
		await refused(theirs, 'unsent_other_organisation');
		await writeMeta(to.context.db, 'account', account(north));
		expect(await open(to, theirs)).toBe(3);
	});

	test('for a viewer, who changes nothing (X1)', async () => {
		await writeMeta(to.context.db, 'account', { ...account(north), role: 'viewer' });
		await refused(file, 'not_allowed');
	});
});
