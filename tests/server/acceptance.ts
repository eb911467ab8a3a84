import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/lib/core/change';
import { keepEnvelope } from '../../src/lib/server/envelopes';
import { sha256 } from '../../src/lib/server/canonical';
import {
	createExam,
	createUser,
	examChange,
	noonMs,
	openDesk,
	updateUser,
	userChange,
	versionOf,
	type Desk
} from './device';
import type { RunningEngine } from './engines';

const rejected = (code: string, field: string | null = null): unknown =>
	expect.objectContaining({ outcome: 'rejected', code, field });

export function describeAcceptance(engine: () => RunningEngine): void {
	const open = () => openDesk(engine().store);

	describe('receipts', () => {
		test('Y2 answers a change that is sent again as the first time, with one effect', async () => {
			const desk = await open();
			const change = createUser({ username: 'ada', clientId: 'C1' });
			const first = await desk.push(change);
			expect(await desk.push({ ...change, deviceSequence: 99, baseVersion: 7 })).toEqual(first);
			expect((await desk.pull()).version).toBe(versionOf(first[0]));
		});
		test('Y2 answers a repeated refusal as the first time, even when its reason is gone', async () => {
			const desk = await open();
			const [holder, late] = [createUser({ username: 'ada' }), createUser({ username: 'ADA' })];
			const [, refused] = await desk.push(holder, late);
			await desk.push(updateUser(holder.id, { set: { username: 'bob' }, baseVersion: 1 }));
			expect(await desk.push(late)).toEqual([refused]);
		});
		test('Y2 refuses a change id that comes back with another content', async () => {
			const desk = await open();
			const change = createUser({ username: 'ada' });
			await desk.push(change);
			const set = { ...change.set, user: { ...change.set.user, username: 'eve' } };
			expect(await desk.push({ ...change, set })).toEqual([rejected('id_reused')]);
			expect((await desk.pull()).users[0]?.username).toBe('ada');
		});
		test('Y2 answers one id twice in a batch with one effect', async () => {
			const desk = await open();
			const change = createUser({ username: 'ada' });
			const [first, second] = await desk.push(change, change);
			expect(second).toEqual(first);
			expect((await desk.pull()).version).toBe(1);
		});
		test('Y2 leaves other organisations alone: the same ids and names are theirs to use', async () => {
			const [mine, theirs] = [await open(), await open()];
			const change = createUser({ username: 'ada', clientId: 'C1', email: 'a@b.org' });
			versionOf((await mine.push(change))[0]);
			versionOf((await theirs.push(change))[0]);
			const foreign = createUser({ username: 'bob' });
			await theirs.push(foreign);
			const edit = updateUser(foreign.id, { set: { title: 'Dr' }, baseVersion: 1 });
			expect(await mine.push(edit)).toEqual([rejected('unknown_user')]);
		});
	});

	describe('who may do what', () => {
		test('X1 an uploader deletes nothing, a viewer changes nothing', async () => {
			const desk = await open();
			const change = createUser({ username: 'ada' });
			await desk.push(change);
			const uploader = await desk.beside('uploader', 'Uli');
			const viewer = await desk.beside('viewer', 'Vera');
			const remove = userChange({ op: 'delete', id: change.id, baseVersion: 1 });
			expect(await uploader.push(remove)).toEqual([rejected('not_allowed')]);
			expect(await viewer.push(createUser({ username: 'bob' }))).toEqual([rejected('not_allowed')]);
			versionOf((await uploader.push(createUser({ username: 'cyd' })))[0]);
			expect((await desk.pull()).users.map((user) => user.username)).toEqual(['ada', 'cyd']);
		});
	});

	describe('creating', () => {
		test('M1 stores every field', async () => {
			const desk = await open();
			const exam = createExam({ venues: [{ name: 'Hall A', seats: 40 }] });
			const photo = { sha256: 'a'.repeat(64), sourceSha256: 'b'.repeat(64) };
			const user = {
				clientId: '0012',
				username: 'ada',
				title: 'Dr',
				firstName: 'Ada',
				lastName: 'Ünal-Świątek',
				email: 'ada@exämple.org',
				phone: '+441234567890',
				mustChangePassword: true,
				photo
			};
			const registration = {
				role: 'marker',
				eligible: false,
				venue: 'Hall A',
				bookingStatus: 'Booked'
			} as const;
			const change = userChange({
				op: 'create',
				set: { user, registrations: { [exam.id]: registration } }
			});
			(await desk.push(exam, change)).forEach(versionOf);
			const { users } = await desk.pull();
			expect(users).toEqual([
				{
					id: change.id,
					...user,
					deletedAt: null,
					version: 2,
					registrations: { [exam.id]: registration }
				}
			]);
		});
		test('P7 fills what a new registration does not say', async () => {
			const desk = await open();
			const exam = createExam();
			const set = {
				user: { username: 'ada', firstName: 'Ada' },
				registrations: { [exam.id]: { venue: 'Hall A' } }
			};
			await desk.push(exam, userChange({ op: 'create', set }));
			expect((await desk.pull()).users[0]?.registrations).toEqual({
				[exam.id]: {
					role: 'candidate',
					eligible: true,
					venue: 'Hall A',
					bookingStatus: 'Not Booked'
				}
			});
		});
		test('Y2 refuses an id that is there already, and says whose', async () => {
			const desk = await open();
			const change = createUser({ username: 'ada' });
			await desk.push(change);
			const again = createUser({ username: 'bob' }, { id: change.id });
			expect(await desk.push(again)).toEqual([
				expect.objectContaining({ code: 'already_exists', storedId: change.id })
			]);
		});
		test.each([
			['username', {}],
			['username', { username: '  ' }],
			['firstName', { username: 'ada', firstName: ' ' }]
		])('F4 refuses a user without %s', async (field, set) => {
			const desk = await open();
			expect(await desk.push(createUser(set))).toEqual([rejected('malformed', field)]);
		});
		test('Y2 refuses a registration in an exam that is not there', async () => {
			const desk = await open();
			const examId = randomUUID();
			const set = {
				user: { username: 'ada', firstName: 'Ada' },
				registrations: { [examId]: { eligible: true } }
			};
			expect(await desk.push(userChange({ op: 'create', set }))).toEqual([
				rejected('unknown_exam', `registrations.${examId}`)
			]);
		});
	});

	describe('unique keys', () => {
		test.each([
			['username', 'username_taken', { username: 'ada' }, { username: 'ＡＤＡ' }],
			['clientId', 'client_id_taken', { clientId: 'Straße-1' }, { clientId: ' STRASSE-1 ' }],
			['email', 'email_taken', { email: 'a@bücher.example' }, { email: 'A@XN--BCHER-KVA.example' }]
		])('M4 compares %s folded', async (field, code, first, second) => {
			const desk = await open();
			const holder = createUser({ username: 'holder', ...first });
			const other = createUser({ username: 'other', ...second });
			const answers = [await desk.push(holder), await desk.push(other)].flat();
			versionOf(answers[0]);
			expect(answers[1]).toEqual(
				expect.objectContaining({ outcome: 'rejected', code, field, storedId: holder.id })
			);
		});
		test('M4 finds a taken key inside one batch, and the others go on', async () => {
			const desk = await open();
			const outcomes = await desk.push(
				createUser({ username: 'ada' }),
				createUser({ username: 'Ada' }),
				createUser({ username: 'bob' })
			);
			expect(outcomes.map(({ outcome }) => outcome)).toEqual(['applied', 'rejected', 'applied']);
		});
		test('M4 blank Client IDs and emails are no duplicates', async () => {
			const desk = await open();
			const blank = { clientId: '', email: '' };
			const outcomes = await desk.push(
				createUser({ username: 'ada', ...blank }),
				createUser({ username: 'bob', ...blank })
			);
			expect(outcomes.map(versionOf)).toEqual([1, 2]);
		});
		test('S11 lets a change share an email where it says so, and only there', async () => {
			const desk = await open();
			const email = 'team@example.org';
			const [ada, bob, cyd] = [
				createUser({ username: 'ada', email }),
				createUser({ username: 'bob', email }, { allowsSharedEmail: true }),
				createUser({ username: 'cyd', email })
			];
			expect(await desk.push(ada, bob, cyd)).toEqual([
				expect.objectContaining({ outcome: 'applied' }),
				expect.objectContaining({ outcome: 'applied' }),
				rejected('email_taken', 'email')
			]);
		});
		test('M4 a change that leaves a shared email alone is not asked about it', async () => {
			const desk = await open();
			const email = 'team@example.org';
			const bob = createUser({ username: 'bob', email }, { allowsSharedEmail: true });
			await desk.push(createUser({ username: 'ada', email }), bob);
			const edit = updateUser(bob.id, { set: { title: 'Dr' }, baseVersion: 2 });
			expect((await desk.push(edit)).map(versionOf)).toEqual([3]);
		});
		test('M4 a deleted user holds no key, and asks for them when restored', async () => {
			const desk = await open();
			const gone = createUser({ username: 'ada', clientId: 'C1' });
			const heir = createUser({ username: 'ada', clientId: 'C2' });
			const remove = userChange({ op: 'delete', id: gone.id, baseVersion: 1 });
			expect((await desk.push(gone, remove, heir)).map(versionOf)).toEqual([1, 2, 3]);
			const restore = userChange({ op: 'restore', id: gone.id, baseVersion: 2 });
			expect(await desk.push(restore)).toEqual([rejected('username_taken', 'username')]);
			await desk.push(updateUser(heir.id, { set: { username: 'eva' }, baseVersion: 3 }));
			const again = userChange({ op: 'restore', id: gone.id, baseVersion: 2 });
			versionOf((await desk.push(again))[0]);
			const { users } = await desk.pull();
			expect(users.find(({ id }) => id === gone.id)).toMatchObject({
				username: 'ada',
				deletedAt: null
			});
		});
		test('M4 a freed name is free to the change behind it', async () => {
			const desk = await open();
			const ada = createUser({ username: 'ada' });
			await desk.push(ada);
			const rename = updateUser(ada.id, { set: { username: 'ada2' }, baseVersion: 1 });
			const heir = createUser({ username: 'ada' });
			expect((await desk.push(rename, heir)).map(versionOf)).toEqual([2, 3]);
		});
	});

	describe('the chain of one device', () => {
		test('Y2 three edits of one user in one batch do not conflict with each other', async () => {
			const desk = await open();
			const create = createUser({ username: 'ada' });
			const first = updateUser(create.id, {
				set: { title: 'Dr' },
				before: { title: '' },
				previousChangeId: create.changeId
			});
			const second = updateUser(create.id, {
				set: { title: 'Prof' },
				before: { title: 'Dr' },
				previousChangeId: first.changeId
			});
			expect((await desk.push(create, first, second)).map(versionOf)).toEqual([1, 2, 3]);
			expect((await desk.pull()).users[0]?.title).toBe('Prof');
		});
		test('Y2 the same over three batches, whose answers were lost', async () => {
			const desk = await open();
			const create = createUser({ username: 'ada' });
			const edit = updateUser(create.id, {
				set: { title: 'Dr' },
				before: { title: '' },
				previousChangeId: create.changeId
			});
			await desk.push(create);
			await desk.push(create, edit);
			expect((await desk.push(create, edit)).map(versionOf)).toEqual([1, 2]);
		});
		test('Y2 a failed change fails those that follow it', async () => {
			const desk = await open();
			await desk.push(createUser({ username: 'ada' }));
			const create = createUser({ username: 'ada' });
			const edit = updateUser(create.id, {
				set: { title: 'Dr' },
				previousChangeId: create.changeId
			});
			const last = updateUser(create.id, { set: { title: 'X' }, previousChangeId: edit.changeId });
			expect(await desk.push(create, edit)).toEqual([
				rejected('username_taken', 'username'),
				rejected('previous_failed')
			]);
			expect(await desk.push(last)).toEqual([rejected('previous_failed')]);
		});
		test('Y2 what comes before its predecessor waits, and is good behind it', async () => {
			const desk = await open();
			const create = createUser({ username: 'ada' });
			const edit = updateUser(create.id, {
				set: { title: 'Dr' },
				previousChangeId: create.changeId
			});
			expect(await desk.push(edit)).toEqual([rejected('previous_missing')]);
			expect((await desk.push(create, edit)).map(versionOf)).toEqual([1, 2]);
		});
	});

	describe('passwords', () => {
		test('W5 takes the slots of applied changes only, and waits for a missing envelope', async () => {
			const desk = await open();
			const bytes = new TextEncoder().encode(`sealed ${randomUUID()}`);
			const password = { envelope: sha256(bytes), slot: 3 };
			const change = createUser({ username: 'ada' }, { password });
			expect(await desk.push(change)).toEqual([rejected('envelope_missing', 'password')]);
			await keepEnvelope(desk.store.database, desk.session, {
				name: password.envelope,
				bytes,
				nowMs: noonMs
			});
			const taken = createUser({ username: 'ADA' }, { password: { ...password, slot: 4 } });
			const [applied, refused] = await desk.push(change, taken);
			expect(refused).toEqual(rejected('username_taken', 'username'));
			expect(await pendingPasswords(desk)).toEqual([
				{
					change_id: change.changeId,
					user_id: change.id,
					...password,
					version: versionOf(applied)
				}
			]);
		});
		test('W5 an envelope of another organisation does not count', async () => {
			const [mine, theirs] = [await open(), await open()];
			const bytes = new TextEncoder().encode(`sealed ${randomUUID()}`);
			const name = sha256(bytes);
			await keepEnvelope(theirs.store.database, theirs.session, { name, bytes, nowMs: noonMs });
			const change = createUser({ username: 'ada' }, { password: { envelope: name, slot: 0 } });
			expect(await mine.push(change)).toEqual([rejected('envelope_missing', 'password')]);
		});
	});

	describe('bad changes', () => {
		const broken: [string, (change: Change) => Record<string, unknown>, string][] = [
			['an unknown field', (change) => ({ ...change, isAdmin: true }), ''],
			[
				'a long username',
				(change) => ({ ...change, ...userSet('x'.repeat(65)) }),
				'set.user.username'
			],
			[
				'a control character',
				(change) => ({ ...change, ...userSet('a\u0000b') }),
				'set.user.username'
			],
			[
				'half a surrogate pair',
				(change) => ({ ...change, ...userSet('a\ud800') }),
				'set.user.username'
			],
			['an id in capitals', (change) => ({ ...change, id: change.id.toUpperCase() }), 'id']
		];
		const userSet = (username: string) => ({
			set: { user: { username, firstName: 'A' }, registrations: {} }
		});
		test.each(broken)('Y2 %s is refused alone, the others go on', async (_, breakIt, field) => {
			const desk = await open();
			const change = {
				...createUser({ username: 'ada' }),
				id: 'abcdefab-0000-4000-8000-00000000000a'
			};
			const outcomes = await desk.push(
				createUser({ username: 'bob' }),
				breakIt(change),
				createUser({ username: 'cyd' })
			);
			expect(outcomes).toEqual([
				expect.objectContaining({ outcome: 'applied' }),
				rejected('malformed', field),
				expect.objectContaining({ outcome: 'applied' })
			]);
		});
		test('Y2 a change of a newer schema is asked to come again, and comes', async () => {
			const desk = await open();
			const change = createUser({ username: 'ada' });
			const newer = { ...change, schema: 2, set: { ...change.set, badge: 1 } };
			expect(await desk.push(newer, createUser({ username: 'bob' }))).toEqual([
				{ changeId: change.changeId, outcome: 'needs_upgrade' },
				expect.objectContaining({ outcome: 'applied' })
			]);
			versionOf((await desk.push(change))[0]);
		});
		test.each([
			['no object', 'text', 'malformed'],
			['no schema', { schema: undefined, changes: [] }, 'malformed'],
			['a schema of tomorrow', { schema: 2 }, 'client_too_old'],
			['no change', { changes: [] }, 'malformed'],
			['no organisation', { organisationId: undefined, changes: [{}] }, 'malformed'],
			['501 changes', { changes: Array.from({ length: 501 }, () => ({})) }, 'too_large'],
			['a change without an id', { changes: [{ schema: 1 }] }, 'malformed'],
			[
				'a change nested without end',
				{ changes: [{ ...createUser({ username: 'ada' }), set: nested(100_000) }] },
				'malformed'
			],
			[
				'another organisation',
				{ organisationId: randomUUID(), changes: [createUser({ username: 'ada' })] },
				'other_organisation'
			]
		])('Y2 a body with %s is refused whole', async (_, parts, code) => {
			const desk = await open();
			const body = typeof parts === 'string' ? parts : { ...desk.frame(), ...parts };
			await expect(desk.pushBody(body)).rejects.toMatchObject({ code });
			expect(versionOf((await desk.push(createUser({ username: 'ada' })))[0])).toBe(1);
		});
	});

	describe('exams', () => {
		test('M5 are created, edited and deleted by the same changes', async () => {
			const desk = await open();
			const exam = createExam({ startsAt: '2026-06-01T08:00:00Z' });
			const edit = examChange({
				op: 'update',
				id: exam.id,
				set: { kind: 'proctored', venues: [{ name: 'Hall B', seats: null }] },
				previousChangeId: exam.changeId
			});
			const remove = examChange({ op: 'delete', id: exam.id, previousChangeId: edit.changeId });
			expect((await desk.push(exam, edit, remove)).map(versionOf)).toEqual([1, 2, 3]);
			expect((await desk.pull()).exams).toEqual([
				{
					id: exam.id,
					name: 'Anatomy',
					kind: 'proctored',
					startsAt: '2026-06-01T08:00:00Z',
					venues: [{ name: 'Hall B', seats: null }],
					version: 3,
					deletedAt: new Date(noonMs).toISOString(),
					createdAt: new Date(noonMs).toISOString()
				}
			]);
		});
		test('M3 two may have one name', async () => {
			const desk = await open();
			expect((await desk.push(createExam(), createExam())).map(versionOf)).toEqual([1, 2]);
		});
		test.each([
			['name', { kind: 'standard' as const }],
			['kind', { name: 'Anatomy' }]
		])('M3 refuses an exam without %s', async (field, set) => {
			const desk = await open();
			const change = examChange({ op: 'create', set });
			expect(await desk.push(change)).toEqual([rejected('malformed', field)]);
		});
		test('M5 an unknown exam cannot be edited', async () => {
			const desk = await open();
			const change = examChange({ op: 'update', set: { name: 'X' } });
			expect(await desk.push(change)).toEqual([rejected('unknown_exam')]);
		});
	});
}

function pendingPasswords({ store, session }: Desk) {
	return store.database
		.selectFrom('passwords_pending')
		.select(['change_id', 'user_id', 'envelope', 'slot', 'version'])
		.where('organisation_id', '=', session.organisationId)
		.execute();
}

function nested(depth: number): unknown {
	return JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;
}
