/**
 * Y5: every pair of operations by two devices that do not see each other, on one field and on two, in both orders of
 * sending. The server's file and the devices' lists are looked at from outside: what somebody did is there, or is shown
 * to whoever did it; and who sent first has lost nothing.
 *
 * A handful in `npm test`, all in `npm run test:faults`.
 */
import type { Change } from '../../src/lib/core/change';
import { setUpAdmin, signIn, stored } from './devices';
import { driverOf, settled, type Driver } from './driver';
import { expect, test, waitForServiceWorker, type AppServer } from './fixtures';

const isFull = Boolean(process.env['FULL']);
const operations = ['create', 'update', 'delete', 'restore', 'exam'] as const;
type Operation = (typeof operations)[number];
const sides = ['A', 'B'] as const;
type Side = (typeof sides)[number];

interface Case {
	readonly n: number;
	readonly ops: Readonly<Record<Side, Operation>>;
	readonly isSame: boolean;
}

const all: readonly Case[] = operations
	.flatMap((A) =>
		operations.flatMap((B) => [true, false].map((isSame) => ({ ops: { A, B }, isSame })))
	)
	.map((one, n) => ({ n, ...one }));

const other = (side: Side): Side => (side === 'A' ? 'B' : 'A');
const has = ({ ops }: Case, op: Operation) => ops.A === op || ops.B === op;

/** Who restores whom the other has edited meanwhile, without having heard of the deletion; null for nobody. */
function staleRestorer({ ops }: Case): Side | null {
	for (const side of sides) {
		if (ops[side] !== 'restore') continue;
		if (ops[other(side)] === 'update' || ops[other(side)] === 'delete') return side;
	}
	return null;
}

/** The same in both forms of a pair that have no field in common. */
const casesOf = (restorer: Side): readonly Case[] =>
	all.filter((one) => {
		const stale = staleRestorer(one);
		if (stale !== null && stale !== restorer) return false;
		return isFull || (one.isSame && ['update', 'delete'].includes(one.ops.A));
	});

interface World {
	readonly server: AppServer;
	readonly devices: Readonly<Record<Side, Driver>>;
	readonly ids: ReadonlyMap<number, string>;
	readonly exams: ReadonlyMap<number, string>;
	readonly baseExam: string;
}

const names = {
	user: (n: number) => `m${n}`,
	/** Created, or taken by an update: the same one on both sides, or each its own. */
	fresh: ({ n, isSame }: Case, side: Side) => (isSame ? `new${n}` : `new${n}${side.toLowerCase()}`)
};

test.describe('Y5 conflict matrix', () => {
	for (const restorer of isFull ? sides : (['A'] as const)) {
		for (const first of isFull ? sides : (['A'] as const)) {
			const cases = casesOf(restorer);
			test(`${cases.length} pairs, ${first} sends first, ${restorer} deletes and restores`, async ({
				page,
				server,
				build,
				openDevice
			}) => {
				test.setTimeout(isFull ? 300_000 : 120_000);
				await page.goto('/');
				await setUpAdmin(page, server);
				await waitForServiceWorker(page);
				const away = await openDevice();
				await signIn(away);
				await waitForServiceWorker(away);
				const devices = { A: await driverOf(page, build), B: await driverOf(away, build) };
				const world = await begin({ server, devices }, cases);
				await meet(world, cases, { restorer, first });
				for (const fault of await look(world, cases, first)) expect.soft(fault).toBe('');
			});
		}
	}
});

async function begin(
	{ server, devices }: Pick<World, 'server' | 'devices'>,
	cases: readonly Case[]
): Promise<World> {
	const { A, B } = devices;
	const kind = 'standard' as const;
	const { id: baseExam } = await A.ask('createExam', { name: 'Base', kind });
	const exams = new Map<number, string>();
	for (const { n } of cases.filter((one) => has(one, 'exam'))) {
		const venues = ['V', 'X'].map((name) => ({ name, seats: null }));
		exams.set(n, (await A.ask('createExam', { name: `E${n}`, kind, venues })).id);
	}
	const people = cases.map(({ n }) => `M${n},${names.user(n)},M${n},T0`);
	await create(A, ['Client ID,Username,First Name,Title', ...people], baseExam);
	const ids = new Map<number, string>();
	for (const { n } of cases) {
		const userId = await idOf(A, names.user(n));
		ids.set(n, userId);
		const examId = exams.get(n);
		if (!examId) continue;
		const venue = { examId, field: 'venue' as const, from: '', to: 'V' };
		await A.ask('saveUser', {
			userId,
			edits: [venue],
			exams: [{ examId, isIn: true }],
			sharesEmail: false
		});
	}
	await settled(A);
	await settled(B);
	await expect.poll(async () => (await B.ask('state', {})).users).toBe(cases.length);
	return { server, devices, ids, exams, baseExam };
}

async function create(device: Driver, lines: readonly string[], examId: string): Promise<void> {
	const { draftId, settings, counts } = await device.read(lines, examId);
	expect(counts.create, 'all of them are new here').toBe(lines.length - 1);
	const added = { ...settings, uploadType: 'add_new' as const };
	await device.ask('settings', { draftId, settings: added });
	await device.ask('save', { draftId, typedDeletes: null });
}

async function idOf({ ask }: Driver, username: string): Promise<string> {
	const all = { venue: null, role: null, eligible: null, booking: null, state: null };
	const filter = { examId: null, ...all, search: username };
	const { rows } = await ask('users', { filter, from: 0, count: 50 });
	const found = rows.find((user) => user.username === username);
	if (!found) throw new Error(`nobody is called ${username}`);
	return found.id;
}

async function meet(
	world: World,
	cases: readonly Case[],
	{ restorer, first }: { restorer: Side; first: Side }
): Promise<void> {
	const { devices, ids } = world;
	const [at, away] = [devices[restorer], devices[other(restorer)]];
	const offline = (device: Driver, is: boolean) => device.page.context().setOffline(is);
	const remove = ({ n }: Case) => at.ask('deleteUser', { userId: ids.get(n) ?? '' });
	const restored = cases.filter((one) => has(one, 'restore'));
	const isStale = (one: Case) => staleRestorer(one) !== null;
	for (const one of restored.filter((each) => !isStale(each))) await remove(one);
	await settled(at);
	await settled(away);
	await offline(away, true);
	for (const one of restored.filter(isStale)) await act(world, one, other(restorer));
	for (const one of restored.filter(isStale)) await remove(one);
	await settled(at);
	await offline(at, true);
	for (const side of sides) {
		const own = cases.filter((one) => !isStale(one) || side === restorer);
		for (const one of own) await act(world, one, side);
	}
	for (const side of [first, other(first)]) {
		await offline(devices[side], false);
		await settled(devices[side]);
	}
	await settled(devices[first]);
}

const title = (side: Side) => `T${side}`;

async function act(world: World, one: Case, side: Side): Promise<void> {
	const { n, ops, isSame } = one;
	const { devices, exams, ids, baseExam } = world;
	const { ask } = devices[side];
	const userId = ids.get(n) ?? '';
	const examId = exams.get(n) ?? '';
	const partner = ops[other(side)];
	if (ops[side] === 'create') {
		const username = createdName(one, side);
		const isIn = partner === 'exam' && isSame;
		const line = `N${isSame ? n : `${n}${side}`},${username},By${side}`;
		const head = 'Client ID,Username,First Name';
		const lines = isIn ? [`${head},Venue`, `${line},V`] : [head, line];
		return create(devices[side], lines, isIn ? examId : baseExam);
	}
	if (ops[side] === 'delete' || ops[side] === 'restore') {
		await ask(ops[side] === 'delete' ? 'deleteUser' : 'restoreUser', { userId });
		return;
	}
	if (ops[side] === 'update') {
		const edit = updateOf(one, side, examId);
		const { isSaved } = await ask('saveUser', {
			userId,
			edits: [edit],
			exams: [],
			sharesEmail: false
		});
		return expect(isSaved).toBe(true);
	}
	const edit = examEditOf(one, side);
	await ask('editExam', { examId, edit });
}

function createdName(one: Case, side: Side): string {
	return one.isSame && one.ops[other(side)] === 'restore'
		? names.user(one.n)
		: names.fresh(one, side);
}

function updateOf(one: Case, side: Side, examId: string) {
	const { n, ops, isSame } = one;
	const partner = ops[other(side)];
	if (isSame && partner === 'create')
		return { examId: null, field: 'username' as const, from: names.user(n), to: `new${n}` };
	if (isSame && partner === 'exam') return { examId, field: 'venue' as const, from: 'V', to: 'X' };
	if (!isSame && partner === 'update' && side === 'B')
		return { examId: null, field: 'lastName' as const, from: '', to: 'LB' };
	return { examId: null, field: 'title' as const, from: 'T0', to: title(side) };
}

const soon = '2030-01-01T09:00:00.000Z';

function examEditOf({ n, ops, isSame }: Case, side: Side) {
	const partner = ops[other(side)];
	if (isSame && partner !== 'exam')
		return { set: {}, venues: [{ from: 'V', to: { name: `W${side}`, seats: null } }] };
	const isOther = !isSame && side === 'B';
	return { set: isOther ? { startsAt: soon } : { name: `E${n}${side}` }, venues: [] };
}

interface StoredUser {
	readonly id: string;
	readonly username: string;
	readonly first_name: string;
	readonly last_name: string;
	readonly title: string;
	readonly deleted_at: string | null;
}

/** What was done and is neither on the server nor shown to who did it. */
async function look(world: World, cases: readonly Case[], first: Side): Promise<string[]> {
	const { server, devices } = world;
	const users = stored<StoredUser>(
		server,
		'select id, username, first_name, last_name, title, deleted_at from users'
	);
	const venues = stored<{ user_id: string; exam_id: string; venue: string }>(
		server,
		'select user_id, exam_id, venue from registrations'
	);
	const exams = stored<{ id: string; name: string; starts_at: string | null; venues: string }>(
		server,
		'select id, name, starts_at, venues from exams'
	);
	const faults: string[] = [];
	for (const side of sides) {
		const { rows } = await devices[side].ask('attention', { from: 0, count: 1000 });
		const shown = rows.map(({ change }) => change);
		const { replanned } = await devices[side].ask('state', {});
		let asked = replanned.reduce((sum, each) => sum + each.rows, 0);
		for (const one of cases) {
			const id = world.ids.get(one.n) ?? '';
			const exam = exams.find((each) => each.id === world.exams.get(one.n));
			const user = users.find((each) => each.id === id);
			const venue = venues.find((each) => each.user_id === id && each.exam_id === exam?.id)?.venue;
			// Who sends a deletion of what is deleted already changes nothing, and who restores it has seen it deleted.
			const isDeleted = one.ops[side] === 'delete' && staleRestorer(one) === other(side);
			if (isDeleted && side === first) continue;
			const isThere = () => isDone(one, side, { users, user, venue, exam });
			if (isThere() || isShown(one, side, { shown, id, examId: exam?.id ?? '' })) continue;
			// A person whom the server has by now waits for a word (Y6); which of them is not told, how many is.
			if (one.ops[side] === 'create' && asked > 0) asked -= 1;
			else faults.push(`${one.ops.A} × ${one.ops.B}, ${one.isSame ? 'same' : 'other'}: of ${side}`);
		}
		if (asked > 0) faults.push(`${side} asks about ${asked} whose creation is on the server`);
	}
	return faults;
}

interface Found {
	readonly users: readonly StoredUser[];
	readonly user: StoredUser | undefined;
	readonly venue: string | undefined;
	readonly exam: { name: string; starts_at: string | null; venues: string } | undefined;
}

function isDone(one: Case, side: Side, { users, user, venue, exam }: Found): boolean {
	switch (one.ops[side]) {
		case 'create':
			return users.some(
				(each) =>
					each.username === createdName(one, side) &&
					each.first_name === `By${side}` &&
					each.deleted_at === null
			);
		case 'delete':
			return user?.deleted_at !== null;
		case 'restore':
			return user?.deleted_at === null;
		case 'update': {
			const { field, to } = updateOf(one, side, '');
			const now = {
				username: user?.username,
				lastName: user?.last_name,
				title: user?.title,
				venue
			};
			return now[field] === to;
		}
		case 'exam': {
			const { set, venues } = examEditOf(one, side);
			const [renamed] = venues;
			const isRegistered = one.ops[other(side)] === 'update' || one.ops[other(side)] === 'delete';
			if (renamed && isRegistered && venue !== renamed.to.name) return false;
			if (renamed) return exam?.venues.includes(`"${renamed.to.name}"`) ?? false;
			return 'name' in set ? exam?.name === set.name : exam?.starts_at === soon;
		}
	}
}

function isShown(
	one: Case,
	side: Side,
	{ shown, id, examId }: { shown: readonly Change[]; id: string; examId: string }
): boolean {
	return shown.some((change) => {
		if (one.ops[side] === 'create')
			return change.kind === 'user' && change.set.user.firstName === `By${side}`
				? change.set.user.username === createdName(one, side)
				: false;
		return change.id === id || (one.ops[side] === 'exam' && change.id === examId);
	});
}
