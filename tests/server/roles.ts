/**
 * Who may do what (X1): each operation of each endpoint, asked by nobody, by each role, and by the admin of another
 * organisation. An operation that is not in the table fails the first test.
 */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { withoutMetadata } from '../../src/lib/core/jpeg';
import type { Change, Outcome } from '../../src/lib/core/change';
import { sha256 } from '../../src/lib/server/canonical';
import { usualTemplate } from '../../src/lib/server/mail/templates';
import type { Store } from '../../src/lib/server/database';
import { samplePhotos } from '../sample-photos';
import { ask, operations } from './api';
import { createExam, createUser, examChange, updateUser, userChange } from './device';
import type { RunningEngine } from './engines';
import { openInstitute, setUp, signIn, type Institute, type Person } from './institute';

const askers = ['nobody', 'viewer', 'uploader', 'admin', 'another organisation'] as const;
type Asker = (typeof askers)[number];

interface World {
	readonly store: Store;
	readonly mine: Institute;
	readonly theirs: Institute;
	readonly photo: Uint8Array;
}

interface Operation {
	/** Makes what is asked for, and tells its id for the path. */
	readonly make?: (world: World) => Promise<string>;
	/** Behind the path. */
	readonly search?: (world: World) => string;
	readonly body?: (world: World) => unknown;
	/** The request ends the session that it comes with. */
	readonly endsSession?: boolean;
	/** By asker, in their order. */
	readonly answers: readonly [number, number, number, number, number];
}

const own404 = [401, 403, 403, 204, 404] as const;

/** An id that another organisation made is answered as one that nobody made. */
const table: Readonly<Record<string, Operation>> = {
	'GET /api/health': { answers: [200, 200, 200, 200, 200] },
	'GET /api/sealing-key': { answers: [200, 200, 200, 200, 200] },
	'POST /api/auth/sign-in': {
		body: () => ({ email: `${randomUUID()}@example.org`, password: 'wrong horse' }),
		answers: [401, 401, 401, 401, 401]
	},
	'POST /api/auth/set-up': {
		body: () => ({ token: 'x', name: 'A', email: 'a@b.example', password: 'twelve chars' }),
		answers: [410, 410, 410, 410, 410]
	},
	'POST /api/auth/sign-out': { endsSession: true, answers: [204, 204, 204, 204, 204] },
	'GET /api/auth/session': { answers: [401, 200, 200, 200, 200] },
	'GET /api/pull': { search: ofMine, answers: [401, 200, 200, 200, 409] },
	'POST /api/push': {
		body: ({ mine }) => pushOf(mine.id, [createUser({ username: `u${randomUUID()}` })]),
		answers: [401, 200, 200, 200, 409]
	},
	'PUT /api/envelopes/[sha256]': {
		make: () => Promise.resolve(sha256(new Uint8Array([1]))),
		search: ofMine,
		body: () => new Uint8Array([1]),
		answers: [401, 403, 204, 204, 409]
	},
	'PUT /api/photos/[sha256]': {
		make: ({ photo }) => Promise.resolve(sha256(photo)),
		search: ofMine,
		body: ({ photo }) => photo,
		answers: [401, 403, 204, 204, 409]
	},
	'GET /api/photos/[sha256]': {
		make: async ({ mine, photo }) => {
			const path = `/api/photos/${sha256(photo)}`;
			await ask({ method: 'PUT', path, cookie: mine.people.admin.cookie, body: photo });
			return sha256(photo);
		},
		answers: [401, 403, 200, 200, 404]
	},
	'GET /api/accounts': { answers: [401, 403, 403, 200, 200] },
	'PUT /api/accounts/[id]': {
		make: async (world) => (await join(world)).accountId,
		body: () => ({ role: 'uploader' }),
		answers: own404
	},
	'POST /api/auth/passkey/options': { answers: [200, 200, 200, 200, 200] },
	'POST /api/auth/passkey': { body: () => ({}), answers: [400, 400, 400, 400, 400] },
	'GET /api/passkeys': { answers: [401, 200, 200, 200, 200] },
	'POST /api/passkeys/options': { answers: [401, 200, 200, 200, 200] },
	'POST /api/passkeys': { body: () => ({}), answers: [401, 400, 400, 400, 400] },
	'DELETE /api/passkeys/[id]': {
		make: ({ store, mine }) => makePasskey(store, mine.people.admin.accountId),
		// One's own alone.
		answers: [401, 404, 404, 204, 404]
	},
	'GET /api/audit': { answers: [401, 403, 403, 200, 200] },
	'POST /api/audit/check': { answers: [401, 403, 403, 200, 200] },
	'GET /api/mail/uploads/[id]': {
		make: () => Promise.resolve(randomUUID()),
		answers: [401, 403, 200, 200, 200]
	},
	'DELETE /api/accounts/[id]': {
		make: async (world) => (await join(world)).accountId,
		answers: own404
	},
	'POST /api/invitations': {
		body: () => ({ role: 'viewer' }),
		answers: [401, 403, 403, 200, 200]
	},
	'DELETE /api/invitations/[id]': {
		make: async (world) => (await invite(world)).id,
		answers: own404
	},
	'GET /api/devices': { answers: [401, 200, 200, 200, 200] },
	'DELETE /api/devices/[id]': {
		make: async (world) => deviceOf(world, (await join(world)).accountId),
		// One's own alone; the others' are as if they were not.
		answers: [401, 404, 404, 204, 404]
	},
	'PUT /api/devices/[id]': {
		make: async (world) => deviceOf(world, (await join(world)).accountId),
		body: () => ({ isShared: false }),
		answers: [401, 404, 404, 204, 404]
	},
	'PATCH /api/organisation': {
		body: ({ mine }) => ({ name: mine.id }),
		answers: [401, 403, 403, 204, 204]
	},
	'GET /api/organisation': { answers: [401, 200, 200, 200, 200] },
	'PUT /api/organisation': {
		body: () => ({
			lockHours: 12,
			photoDaysAfterExam: 90,
			photoDaysAfterUpload: 180,
			keepDays: 30,
			country: 'GB',
			passwordForm: 'characters'
		}),
		answers: [401, 403, 403, 200, 200]
	},
	'POST /api/audit': {
		body: ({ mine }) => ({
			organisationId: mine.id,
			deviceId: randomUUID(),
			reports: [
				{ id: randomUUID(), kind: 'export', uploadId: null, count: 1, at: new Date().toISOString() }
			]
		}),
		answers: [401, 204, 204, 204, 409]
	},
	'GET /api/mail': { answers: [401, 403, 403, 200, 200] },
	'POST /api/mail': {
		body: () => ({ action: 'hold', state: 'waiting', ids: null }),
		answers: [401, 403, 403, 200, 200]
	},
	'POST /api/mail/preview': {
		body: () => ({ id: null, template: null }),
		answers: [401, 403, 403, 200, 200]
	},
	'GET /api/mail/template': { answers: [401, 403, 403, 200, 200] },
	'PUT /api/mail/template': {
		body: () => usualTemplate,
		answers: [401, 403, 403, 204, 204]
	},
	'POST /api/verify': {
		body: () => ({ username: 'ada', password: 'x' }),
		answers: [401, 403, 403, 403, 403]
	},
	'POST /api/set-up': { body: () => ({ token: 'x' }), answers: [410, 410, 410, 410, 410] },
	'GET /api/service-keys': { answers: [401, 403, 403, 200, 200] },
	'POST /api/service-keys': { body: () => ({ name: 'Exams' }), answers: [401, 403, 403, 200, 200] },
	'DELETE /api/service-keys/[id]': {
		make: async ({ mine }) => {
			const { cookie } = mine.people.admin;
			const body = { name: 'Exams' };
			const answer = await ask({ method: 'POST', path: '/api/service-keys', cookie, body });
			return ((await answer.json()) as { id: string }).id;
		},
		answers: own404
	},
	'GET /api/persons/[id]': { make: makeUser, answers: [401, 403, 403, 200, 404] },
	'DELETE /api/persons/[id]': { make: makeUser, answers: own404 }
};

async function makePasskey({ database }: Store, accountId: string): Promise<string> {
	const id = randomUUID();
	await database
		.insertInto('passkeys')
		.values({
			id,
			account_id: accountId,
			public_key: '',
			counter: 0,
			transports: '[]',
			name: 'Safari · iPad',
			created_at: new Date().toISOString(),
			last_used_at: null
		})
		.execute();
	return id;
}

function ofMine({ mine }: World): string {
	return `?organisation=${mine.id}`;
}

const pushOf = (organisationId: string, changes: readonly Change[]) => ({
	organisationId,
	deviceId: randomUUID(),
	batchId: randomUUID(),
	schema: 1,
	changes
});

async function push({ id }: Institute, { cookie }: Person, change: Change): Promise<Outcome> {
	const body = pushOf(id, [change]);
	const answer = await ask({ method: 'POST', path: '/api/push', cookie, body });
	const { outcomes } = (await answer.json()) as { outcomes: Outcome[] };
	const [outcome] = outcomes;
	if (!outcome) throw new Error('no outcome');
	return outcome;
}

async function makeUser({ mine }: World): Promise<string> {
	const change = createUser({ username: `u${randomUUID()}` });
	await push(mine, mine.people.admin, change);
	return change.id;
}

async function invite({ mine }: World): Promise<{ id: string; path: string }> {
	const { cookie } = mine.people.admin;
	const body = { role: 'viewer' };
	const answer = await ask({ method: 'POST', path: '/api/invitations', cookie, body });
	return (await answer.json()) as { id: string; path: string };
}

async function join(world: World): Promise<Person> {
	const { path } = await invite(world);
	return setUp(path.replace('/invite/', ''));
}

async function deviceOf({ store }: World, accountId: string): Promise<string> {
	const { id } = await store.database
		.selectFrom('devices')
		.select('id')
		.where('account_id', '=', accountId)
		.executeTakeFirstOrThrow();
	return id;
}

function personFor({ mine, theirs }: World, asker: Asker): Person | null {
	if (asker === 'nobody') return null;
	return asker === 'another organisation' ? theirs.people.admin : mine.people[asker];
}

export function describeRoles(engine: () => RunningEngine): void {
	let world: World;
	beforeAll(async () => {
		const sample = (await samplePhotos()).get('MC-20417.jpg') ?? new Uint8Array(0);
		world = {
			store: engine().store,
			mine: await openInstitute(engine().store),
			theirs: await openInstitute(engine().store),
			photo: withoutMetadata(sample)
		};
	}, 60_000);

	const run = async (name: string, asker: Asker, id: string) => {
		const operation = table[name];
		if (!operation) throw new Error(`not in the table: ${name}`);
		const [method, route] = name.split(' ') as ['GET', string];
		const path = route.replace(/\[\w+\]/, id) + (operation.search?.(world) ?? '');
		const person = personFor(world, asker);
		const cookie =
			person && operation.endsSession ? (await signIn(person.email)).cookie : person?.cookie;
		const body = operation.body?.(world);
		const answer = await ask({ method, path, cookie: cookie ?? null, body });
		return { status: answer.status, text: await answer.text() };
	};

	test('X1 every operation of every endpoint is in the table', () => {
		expect(Object.keys(table).sort()).toEqual([...operations].sort());
	});

	describe.each(Object.keys(table))('X1 %s', (name) => {
		test.each(askers.map((asker, place) => [asker, place] as const))(
			'asked by %s',
			async (asker, place) => {
				const { make, answers } = table[name] as Operation;
				const id = (await make?.(world)) ?? '';
				expect((await run(name, asker, id)).status).toBe(answers[place]);
			}
		);
	});

	const withIds = Object.keys(table).filter(
		(name) =>
			(name.includes('[id]') && !name.includes('/uploads/')) || name === 'GET /api/photos/[sha256]'
	);
	describe.each(withIds)('X6 %s', (name) => {
		test('an id of another organisation is answered as one that nobody has, and stays untouched', async () => {
			const { make, answers } = table[name] as Operation;
			const id = (await make?.(world)) ?? '';
			const unknown = name.includes('sha256') ? 'f'.repeat(64) : randomUUID();
			const foreign = await run(name, 'another organisation', id);
			expect(foreign).toEqual(await run(name, 'another organisation', unknown));
			expect(foreign.status).toBe(404);
			expect((await run(name, 'admin', id)).status).toBe(answers[3]);
		});
	});

	test.each(['GET /api/pull', 'POST /api/push', 'POST /api/audit'])(
		'X6 %s for another organisation is answered as for one that nobody has',
		async (name) => {
			const { cookie } = world.theirs.people.admin;
			const [method, path] = name.split(' ') as ['GET', string];
			const told = async (id: string) => {
				const asked = { ...world, mine: { ...world.mine, id } };
				const { search, body } = table[name] as Operation;
				const answer = await ask({
					method,
					path: path + (search?.(asked) ?? ''),
					cookie,
					body: body?.(asked)
				});
				return [answer.status, await answer.text()];
			};
			expect(await told(world.mine.id)).toEqual(await told(randomUUID()));
		}
	);

	/** By role: viewer, uploader, admin. */
	const changes: readonly (readonly [string, (id: string) => Change, readonly boolean[]])[] = [
		['create a user', () => createUser({ username: `u${randomUUID()}` }), [false, true, true]],
		['update a user', (id) => updateUser(id, { set: { title: 'Dr' } }), [false, true, true]],
		['delete a user', (id) => userChange({ op: 'delete', id }), [false, false, true]],
		['create an exam', () => createExam({ name: 'Oral' }), [false, true, true]],
		[
			'update an exam',
			(id) => examChange({ op: 'update', id, set: { name: 'Oral' } }),
			[false, true, true]
		],
		['delete an exam', (id) => examChange({ op: 'delete', id }), [false, false, true]]
	];
	describe.each(changes)('X1 to %s', (what, change, allowed) => {
		test.each(
			(['viewer', 'uploader', 'admin'] as const).map((role, place) => [role, place] as const)
		)('a push by %s', async (role, place) => {
			const { mine } = world;
			const made = what.includes('exam')
				? createExam()
				: createUser({ username: `u${randomUUID()}` });
			const first = await push(mine, mine.people.admin, made);
			const baseVersion =
				first.outcome === 'applied' && !what.startsWith('create') ? first.version : 0;
			const outcome = await push(mine, mine.people[role], { ...change(made.id), baseVersion });
			const expected = allowed[place]
				? { outcome: 'applied' }
				: { outcome: 'rejected', code: 'not_allowed' };
			expect(outcome).toMatchObject(expected);
		});
	});
	test.each(['viewer', 'uploader', 'admin'] as const)(
		'X1 to restore a user, a push by %s',
		async (role) => {
			const { mine } = world;
			const made = createUser({ username: `u${randomUUID()}` });
			await push(mine, mine.people.admin, made);
			const first = await push(mine, mine.people.admin, {
				...userChange({ op: 'delete', id: made.id }),
				previousChangeId: made.changeId
			});
			if (first.outcome !== 'applied') throw new Error('not deleted');
			const restore = userChange({ op: 'restore', id: made.id, baseVersion: first.version });
			const outcome = await push(mine, mine.people[role], restore);
			expect(outcome.outcome).toBe(role === 'viewer' ? 'rejected' : 'applied');
		}
	);

	test('X7 a viewer pulls no photo, email or phone, and the others do', async () => {
		const { mine, photo } = world;
		const user = {
			username: `u${randomUUID()}`,
			email: `${randomUUID()}@example.org`,
			phone: '+44 20 7946 0000',
			photo: { sha256: sha256(photo), sourceSha256: sha256(photo) }
		};
		const change = createUser(user);
		await push(mine, mine.people.admin, change);
		const pulled = async ({ cookie }: Person) => {
			const answer = await ask({ method: 'GET', path: '/api/pull?limit=2000', cookie });
			const { users } = (await answer.json()) as { users: { id: string }[] };
			return users.find(({ id }) => id === change.id);
		};
		expect(await pulled(mine.people.viewer)).toMatchObject({
			username: user.username,
			email: '',
			phone: '',
			photo: null
		});
		expect(await pulled(mine.people.uploader)).toMatchObject(user);
		expect(await pulled(world.theirs.people.admin)).toBeUndefined();
	});
}
