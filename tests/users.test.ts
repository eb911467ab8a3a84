/** V10: the list of users, one user's form, exams and venues, and the export, on the policy samples. */
import { expect, test } from 'vitest';
import type { UserChange } from '../src/lib/core/change';
import { defuse, writeCsv } from '../src/lib/files/write';
import { everybody, type UserFilter } from '../src/lib/storage/list-users';
import { writeMeta } from '../src/lib/storage/meta';
import { unsettled } from '../src/lib/storage/outbox';
import { deleteUser, restoreUser, saveUser } from '../src/lib/worker/edit-user';
import { editExam, examsView, removeExam } from '../src/lib/worker/exams-view';
import { exportUsers } from '../src/lib/worker/export-users';
import type { FieldEdit } from '../src/lib/worker/protocol';
import { userTimeline } from '../src/lib/worker/user-timeline';
import { usersPage, viewUser } from '../src/lib/worker/users-page';
import { createDevice, fileOf, fixture, outcomes, read, save, type Device } from './device';
import { allUsers, editUser, liveUsers } from './undo';

async function withBase() {
	const device = await createDevice();
	await save(device, await read(device, fixture('policy-base.csv')));
	return device;
}

async function names(device: Device, filter: Partial<UserFilter>): Promise<string[]> {
	const ask = { filter: { ...everybody, ...filter }, from: 0, count: 1000 };
	const { rows } = await usersPage(device.context, ask);
	return rows.map(({ username }) => username);
}

async function userNamed(device: Device, username: string) {
	const user = (await allUsers(device)).find((each) => each.username === username);
	if (!user) throw new Error(`nobody is ${username}`);
	return user;
}

async function changesOf(device: Device): Promise<UserChange[]> {
	const changes: UserChange[] = [];
	for await (const { change } of unsettled(device.context.db)) {
		if (change.kind === 'user' && change.uploadId === null) changes.push(change);
	}
	return changes;
}

function edit(field: FieldEdit['field'], from: string, to: string, examId: string | null = null) {
	return { examId, field, from, to };
}

function put(device: Device, userId: string, ...edits: FieldEdit[]) {
	return saveUser(device.context, { userId, edits, exams: [], sharesEmail: false });
}

test('V10 each filter passes those whom a look at every user passes, and they combine', async () => {
	const device = await withBase();
	const { examId } = device;
	const users = [...(await liveUsers(device)).values()];
	const byLook = (passes: (user: (typeof users)[number]) => boolean) =>
		users
			.filter(passes)
			.map(({ username }) => username)
			.sort();
	const sorted = async (filter: Partial<UserFilter>) => (await names(device, filter)).sort();
	const venue = 'Melbourne';
	expect(await sorted({ examId, venue })).toEqual(
		byLook(({ registrations }) => registrations[examId]?.venue === venue)
	);
	for (const role of ['candidate', 'invigilator', 'marker'] as const) {
		expect(await sorted({ examId, role })).toEqual(
			byLook(({ registrations }) => registrations[examId]?.role === role)
		);
	}
	const mixed = { examId, eligible: true, booking: 'Booked', role: 'candidate' } as const;
	const found = byLook(({ registrations }) => {
		const { eligible, bookingStatus, role } = registrations[examId] ?? {};
		return eligible === true && bookingStatus === 'Booked' && role === 'candidate';
	});
	expect(await sorted(mixed)).toEqual(found);
	expect(found.length).toBeGreaterThan(0);
	const [first = ''] = found;
	expect(await sorted({ ...mixed, search: first.toUpperCase() })).toContain(first);
	expect(await names(device, { search: 'no such letters' })).toEqual([]);
	expect(await names(device, { examId: 'another' })).toEqual([]);
});

test('V10 the list stands by name, and a name that is edited moves', async () => {
	const device = await withBase();
	const { rows } = await usersPage(device.context, { filter: everybody, from: 0, count: 100 });
	const shown = rows.map(({ firstName, lastName }) => `${firstName} ${lastName}`.trim());
	const order = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
	expect(shown).toEqual([...shown].sort(order.compare));
	const [first] = rows;
	if (!first) throw new Error('no users');
	await put(device, first.id, edit('firstName', first.firstName, 'Zzz'));
	const after = await names(device, {});
	expect([after.at(-1), after.length]).toEqual([first.username, rows.length]);
	expect(await names(device, { search: 'zzz' })).toEqual([first.username]);
});

test('V10, M5 an edit is a change of its fields alone, with what stood there before', async () => {
	const device = await withBase();
	const { examId } = device;
	const [user] = await allUsers(device);
	if (!user) throw new Error('no users');
	const venue = user.registrations[examId]?.venue ?? '';
	const to = venue === 'Harbour Hall' ? 'Melbourne' : 'Harbour Hall';
	const saved = await put(
		device,
		user.id,
		edit('phone', user.phone, '+44 20 7946 0999'),
		edit('venue', venue, to, examId)
	);
	expect(saved.isSaved).toBe(true);
	expect(saved.issues.map(({ issue: { code } }) => code)).toEqual(['tidied']);
	expect(await changesOf(device)).toMatchObject([
		{
			op: 'update',
			id: user.id,
			set: { user: { phone: '+442079460999' }, registrations: { [examId]: { venue: to } } },
			before: { user: { phone: user.phone }, registrations: { [examId]: { venue } } },
			password: null
		}
	]);
	const after = await userNamed(device, user.username);
	const registration = { ...user.registrations[examId], venue: to };
	expect(after).toEqual({
		...user,
		phone: '+442079460999',
		registrations: { ...user.registrations, [examId]: registration }
	});
});

test('V10, Y5 another device’s edit of another field stays; of the same field it is said and nothing is saved', async () => {
	const device = await withBase();
	const [user] = await allUsers(device);
	if (!user) throw new Error('no users');
	await editUser(device, user.id, 'phone', '+447700900111');
	const saved = await put(device, user.id, edit('title', user.title, 'Prof'));
	expect(saved.isSaved).toBe(true);
	expect(saved.user).toMatchObject({ phone: '+447700900111', title: 'Prof' });
	await editUser(device, user.id, 'title', 'Dame');
	const refused = await put(device, user.id, edit('title', 'Prof', 'Sir'));
	expect([refused.isSaved, refused.changed]).toEqual([
		false,
		[{ examId: null, field: 'title', now: 'Dame' }]
	]);
	expect((await viewUser(device.context, user.id))?.title).toBe('Dame');
});

test('V10 what nothing changes makes no change', async () => {
	const device = await withBase();
	const [user] = await allUsers(device);
	if (!user) throw new Error('no users');
	expect((await put(device, user.id, edit('title', 'Other', user.title))).isSaved).toBe(true);
	expect(await changesOf(device)).toEqual([]);
});

test.each([
	['username', 'two', 'username_taken'],
	['clientId', 'c-2', 'client_id_taken'],
	['email', 'TWO@north.example', 'email_taken'],
	['username', 'admin', 'username_reserved'],
	['username', ' ', 'username_required'],
	['firstName', '', 'first_name_required'],
	['clientId', '', 'client_id_required'],
	['email', 'nobody', 'email_malformed']
] as const)('V10, M4, F4 %s “%s” is refused: %s', async (field, to, code) => {
	const device = await createDevice();
	const lines = ['C-1,one.name,One,one@north.example', 'C-2,Two,Two,two@north.example'];
	await save(
		device,
		await read(device, fileOf(['Client ID,Username,First Name,Email', ...lines]), {
			standardiseUsernames: 'no'
		})
	);
	const user = await userNamed(device, 'one.name');
	const answer = await put(device, user.id, edit(field, user[field], to));
	expect(answer.isSaved).toBe(false);
	expect(answer.issues.map(({ issue }) => [issue.code, issue.field])).toEqual([[code, field]]);
	expect(await changesOf(device)).toEqual([]);
});

test('V10, S11 an email may be shared by a word', async () => {
	const device = await createDevice();
	const lines = ['C-1,one,One,one@north.example', 'C-2,two,Two,two@north.example'];
	await save(device, await read(device, fileOf(['Client ID,Username,First Name,Email', ...lines])));
	const { id, email } = await userNamed(device, 'one');
	const edits = [edit('email', email, 'two@north.example')];
	const ask = { userId: id, edits, exams: [], sharesEmail: true };
	expect((await saveUser(device.context, ask)).isSaved).toBe(true);
	expect(await changesOf(device)).toMatchObject([{ allowsSharedEmail: true }]);
});

test('V10 into an exam and out of it', async () => {
	const device = await withBase();
	const { context, examId } = device;
	const user = [...(await liveUsers(device)).values()].find((each) => each.registrations[examId]);
	if (!user) throw new Error('nobody in the exam');
	const ask = (isIn: boolean) => ({
		userId: user.id,
		edits: [],
		exams: [{ examId, isIn }],
		sharesEmail: false
	});
	expect((await saveUser(context, ask(false))).user?.registrations).toEqual({});
	expect((await saveUser(context, ask(true))).user?.registrations[examId]).toMatchObject({
		role: 'candidate',
		bookingStatus: 'Not Booked'
	});
	expect((await changesOf(device)).map(({ set, before }) => [set, before])).toMatchObject([
		[{ registrations: { [examId]: null } }, { registrations: user.registrations }],
		[{ registrations: { [examId]: { role: 'candidate' } } }, { registrations: { [examId]: null } }]
	]);
});

test('V10 delete and restore: out of the list and back, unless a name is taken by now', async () => {
	const device = await createDevice();
	const csv = (line: string) => fileOf(['Client ID,Username,First Name', line]);
	await save(device, await read(device, csv('C-1,ann,Ann')));
	const before = await liveUsers(device);
	const { id } = await userNamed(device, 'ann');
	await deleteUser(device.context, { userId: id });
	expect([await names(device, {}), await names(device, { state: 'deleted' })]).toEqual([
		[],
		['ann']
	]);
	expect((await restoreUser(device.context, { userId: id })).isSaved).toBe(true);
	expect(await liveUsers(device)).toEqual(before);
	expect((await changesOf(device)).map(({ op }) => op)).toEqual(['delete', 'restore']);
	await deleteUser(device.context, { userId: id });
	await save(device, await read(device, csv('C-2,ann,Other')));
	const answer = await restoreUser(device.context, { userId: id });
	expect(answer.isSaved).toBe(false);
	expect(answer.issues.map(({ issue }) => issue.code)).toEqual(['username_taken']);
});

test('X1 an uploader edits and deletes nobody, a viewer neither edits nor exports', async () => {
	const device = await withBase();
	const { context } = device;
	const [user] = await allUsers(device);
	if (!user) throw new Error('no users');
	const organisation = { id: 'o', name: 'O' };
	const as = (role: 'uploader' | 'viewer') =>
		writeMeta(context.db, 'account', {
			id: 'a',
			name: 'A',
			email: 'a@b.example',
			role,
			organisation
		});
	await as('uploader');
	const refusal = { code: 'not_allowed' };
	await expect(deleteUser(context, { userId: user.id })).rejects.toMatchObject(refusal);
	expect((await put(device, user.id, edit('title', user.title, 'Sir'))).isSaved).toBe(true);
	await as('viewer');
	await expect(put(device, user.id, edit('title', 'Sir', 'Dr'))).rejects.toMatchObject(refusal);
	await expect(exportUsers(context, { filter: everybody })).rejects.toMatchObject(refusal);
});

test('V10 the time line tells uploads and edits, the newest first, each with where it is', async () => {
	const device = await withBase();
	const update = { uploadType: 'add_and_update', existingDetails: 'override' } as const;
	const before = await liveUsers(device);
	await save(device, await read(device, fixture('policy-update.csv'), update));
	const user = (await allUsers(device)).find(({ id, email }) => {
		const was = before.get(id);
		return was && was.email !== email;
	});
	if (!user) throw new Error('no updated user');
	await put(device, user.id, edit('title', user.title, 'Sir'));
	const entries = await userTimeline(device.context, { userId: user.id });
	expect(entries.map(({ op, by, fileName, state }) => [op, by, fileName, state])).toEqual([
		['update', 'hand', '', 'waiting'],
		['update', 'file', 'policy-update.csv', 'waiting'],
		['create', 'file', 'policy-base.csv', 'waiting']
	]);
	expect(entries[0]?.changes).toEqual([
		{ examId: null, field: 'title', from: user.title, to: 'Sir' }
	]);
	expect(entries[1]?.changes).toContainEqual({
		examId: null,
		field: 'email',
		from: before.get(user.id)?.email,
		to: user.email
	});
});

test('V10, M3 a venue that gets another name takes its users along', async () => {
	const device = await withBase();
	const { context, examId } = device;
	const at = await names(device, { examId, venue: 'Melbourne' });
	expect(at.length).toBeGreaterThan(0);
	const to = { name: 'Melbourne North', seats: 40 };
	await editExam(context, { examId, edit: { set: {}, venues: [{ from: 'Melbourne', to }] } });
	expect(await names(device, { examId, venue: 'Melbourne North' })).toEqual(at);
	expect(await names(device, { examId, venue: 'Melbourne' })).toEqual([]);
	const [view] = await examsView(context);
	expect(view?.exam.venues[0]).toEqual(to);
	expect(new Map(view?.usersByVenue).get('Melbourne North')).toBe(at.length);
	const changes: [string, unknown][] = [];
	for await (const { change } of unsettled(context.db)) {
		if (change.uploadId === null && change.op === 'update')
			changes.push([change.kind, change.before]);
	}
	expect(changes.map(([kind]) => kind)).toEqual(['exam', ...at.map(() => 'user')]);
	expect(changes[1]?.[1]).toEqual({
		user: {},
		registrations: { [examId]: { venue: 'Melbourne' } }
	});
});

test('V10 what has users is not taken out; what is empty is', async () => {
	const device = await withBase();
	const { context, examId } = device;
	const out = (from: string) => ({ examId, edit: { set: {}, venues: [{ from, to: null }] } });
	const refusal = { code: 'exam_not_empty' };
	await expect(editExam(context, out('Melbourne'))).rejects.toMatchObject(refusal);
	await expect(removeExam(context, { examId })).rejects.toMatchObject(refusal);
	const empty = { from: null, to: { name: 'Annexe', seats: null } };
	await editExam(context, { examId, edit: { set: { name: 'Winter' }, venues: [empty] } });
	await editExam(context, out('Annexe'));
	const [view] = await examsView(context);
	expect([view?.exam.name, view?.exam.venues.map(({ name }) => name)]).toEqual([
		'Winter',
		['Melbourne', 'Harbour Hall', 'Riverside Centre']
	]);
	const other = await createDevice();
	await removeExam(other.context, { examId: other.examId });
	expect(await examsView(other.context)).toEqual([]);
});

test('V10 an export loads again and changes nobody, whatever stands in the cells', async () => {
	const device = await createDevice();
	const { examId } = device;
	await save(device, await read(device, fixture('policy-base.csv')));
	await save(device, await read(device, fixture('formulas.csv')));
	const odd = ["'t Hooft", '=1+1', '+44', '-x', '@y', "'=z", 'a "quoted", one', 'Ægir'];
	const rows = odd.map((name, at) => [
		`O-${at}`,
		`odd.${at}`,
		defuse(name),
		`07700 900${100 + at}`
	]);
	const file = new File(
		[writeCsv(['Client ID', 'Username', 'First Name', 'Phone'], rows)],
		'a.csv'
	);
	await save(device, await read(device, file));
	const before = await allUsers(device);
	const csv = await exportUsers(device.context, { filter: { ...everybody, examId } });
	const text = await csv.text();
	expect(text.split('\r\n').some((line) => /(?:^|,)[=+@-]/.test(line))).toBe(false);
	const settings = {
		uploadType: 'add_and_update',
		existingDetails: 'override',
		blankCells: 'clear',
		allowDeletes: 'yes'
	} as const;
	const open = await read(device, new File([csv], 'users.csv'), settings);
	expect(open.facts.count).toBe(before.length);
	expect(new Set((await outcomes(device, open)).values())).toEqual(new Set(['unchanged']));
	expect(before.map(({ firstName }) => firstName)).toEqual(expect.arrayContaining(odd));
});
