/** What is taken away, by the clock and by an admin's word (X7). */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { withoutMetadata } from '../../src/lib/core/jpeg';
import { verifyAudit } from '../../src/lib/server/audit';
import { sha256 } from '../../src/lib/server/canonical';
import { erasePerson, exportPerson } from '../../src/lib/server/persons';
import { keepPhoto } from '../../src/lib/server/photos';
import { eraseInOrganisation } from '../../src/lib/server/retention';
import { samplePhotos } from '../sample-photos';
import {
	createExam,
	createUser,
	noonMs,
	openDesk,
	updateUser,
	userChange,
	versionOf,
	type Desk
} from './device';
import type { RunningEngine } from './engines';

const dayMs = 24 * 60 * 60 * 1000;
const days = (count: number) => noonMs + count * dayMs;
const isoOf = (ms: number) => new Date(ms).toISOString();

export function describeErasure(engine: () => RunningEngine): void {
	describe('erasure', () => {
		let photo: Uint8Array;
		beforeAll(async () => {
			photo = withoutMetadata((await samplePhotos()).get('MC-20417.jpg') ?? new Uint8Array(0));
		});
		const database = () => engine().store.database;
		const open = () => openDesk(engine().store);

		/** Ada, with all that a user has, in an exam that starts at noon. */
		async function withAda(desk: Desk, startsAt: string | null = isoOf(noonMs)) {
			const exam = createExam({ startsAt });
			const own = { sha256: sha256(photo), sourceSha256: sha256(photo) };
			const user = {
				username: `ada.${randomUUID()}`,
				lastName: 'Lovelace',
				clientId: `MC-${randomUUID()}`,
				email: `${randomUUID()}@lovelace.example`,
				phone: '+44 20 7946 0123',
				photo: own
			};
			const registration = {
				role: 'candidate',
				eligible: true,
				venue: 'Hall',
				bookingStatus: 'Booked'
			} as const;
			const ada = createUser(user, {
				set: { user: { firstName: 'Ada', ...user }, registrations: { [exam.id]: registration } }
			});
			for (const outcome of await desk.push(exam, ada)) versionOf(outcome);
			await keepPhoto(database(), desk.session, { name: own.sha256, bytes: photo, nowMs: noonMs });
			return { ada, user, exam };
		}
		const stored = async (desk: Desk, id: string) => {
			const { users } = await desk.pull();
			return users.find((one) => one.id === id);
		};
		const photosOf = async ({ session }: Desk) =>
			(
				await database()
					.selectFrom('photos')
					.select('sha256')
					.where('organisation_id', '=', session.organisationId)
					.execute()
			).length;
		const clock = (desk: Desk, nowMs: number) =>
			eraseInOrganisation(database(), desk.session.organisationId, nowMs);

		test('X7 who is exported is told everything, and the audit says that it was done', async () => {
			const desk = await open();
			const { ada, user, exam } = await withAda(desk);
			const exported = await exportPerson(database(), desk.session, { id: ada.id, nowMs: noonMs });
			const { photo: own, ...values } = user;
			expect(exported.user).toMatchObject(values);
			expect(exported.user.registrations).toMatchObject([
				{ exam: { id: exam.id, name: 'Anatomy' }, venue: 'Hall' }
			]);
			expect(exported.photo).toMatchObject({
				sha256: own.sha256,
				jpegBase64: Buffer.from(photo).toString('base64')
			});
			const { kind } = await database()
				.selectFrom('audit')
				.select('kind')
				.where('organisation_id', '=', desk.session.organisationId)
				.orderBy('sequence', 'desc')
				.executeTakeFirstOrThrow();
			expect(kind).toBe('person_exported');
		});

		test('X7 of who is erased no value is left in any table, and devices hear of it', async () => {
			const desk = await open();
			const { ada, user } = await withAda(desk);
			const other = await desk.beside('uploader', 'Uli');
			await desk.push(updateUser(ada.id, { set: { phone: '+44 20 7946 0999' }, baseVersion: 2 }));
			const [conflict] = await other.push(
				updateUser(ada.id, {
					set: { phone: '+44 1' },
					before: { phone: user.phone },
					baseVersion: 2
				})
			);
			expect(conflict?.outcome).toBe('conflict');
			const before = (await desk.pull()).version;
			await erasePerson(database(), desk.session, { id: ada.id, nowMs: noonMs });
			const text = await dump(desk.session.organisationId);
			for (const value of [
				user.username,
				user.email,
				user.clientId,
				'Lovelace',
				'20 7946',
				sha256(photo)
			]) {
				expect(text).not.toContain(value);
			}
			expect(text).toContain(ada.id);
			const [pulled] = (await desk.pull(before)).users;
			expect(pulled).toMatchObject({
				id: ada.id,
				username: '',
				email: '',
				deletedAt: isoOf(noonMs)
			});
			expect(await verifyAudit(database(), desk.session.organisationId)).toMatchObject({
				isIntact: true
			});
			const again = erasePerson(database(), desk.session, { id: ada.id, nowMs: noonMs });
			await expect(again).rejects.toMatchObject({ code: 'not_found' });
		});

		test('X7 who is erased comes back by no change, and their name is free', async () => {
			const desk = await open();
			const { ada, user } = await withAda(desk);
			await erasePerson(database(), desk.session, { id: ada.id, nowMs: noonMs });
			const baseVersion = (await stored(desk, ada.id))?.version ?? 0;
			const [edited, restored] = await desk.push(
				updateUser(ada.id, { set: { title: 'Dr' }, baseVersion }),
				userChange({ op: 'restore', id: ada.id, baseVersion })
			);
			expect([edited?.outcome, restored?.outcome]).toEqual(['conflict', 'rejected']);
			const { username, clientId } = user;
			versionOf((await desk.push(createUser({ username, clientId })))[0]);
		});

		test('X7 a photo that another user has too stays', async () => {
			const desk = await open();
			const [first] = [await withAda(desk), await withAda(desk)];
			await erasePerson(database(), desk.session, { id: first.ada.id, nowMs: noonMs });
			expect(await photosOf(desk)).toBe(1);
		});

		test.each([
			['90 days after the exam', isoOf(noonMs), 90, 91],
			['180 days after the upload where no exam has a start', null, 180, 181]
		])('X7 photos are erased %s', async (_, startsAt, kept, gone) => {
			const desk = await open();
			const { ada } = await withAda(desk, startsAt);
			await clock(desk, days(kept) - 1);
			expect((await stored(desk, ada.id))?.photo).not.toBeNull();
			const { version } = await desk.pull();
			await clock(desk, days(gone));
			expect(await photosOf(desk)).toBe(0);
			expect((await desk.pull(version)).users).toMatchObject([
				{ id: ada.id, photo: null, lastName: 'Lovelace' }
			]);
		});

		test('X7 the last exam of a user counts', async () => {
			const desk = await open();
			const { ada } = await withAda(desk);
			const later = createExam({ startsAt: isoOf(days(60)) });
			const registration = {
				role: 'candidate',
				eligible: true,
				venue: '',
				bookingStatus: 'Booked'
			} as const;
			const set = { user: {}, registrations: { [later.id]: registration } };
			const { version = 0 } = (await stored(desk, ada.id)) ?? {};
			for (const one of await desk.push(
				later,
				userChange({ op: 'update', id: ada.id, set, baseVersion: version })
			)) {
				versionOf(one);
			}
			await clock(desk, days(120));
			expect(await photosOf(desk)).toBe(1);
			await clock(desk, days(151));
			expect(await photosOf(desk)).toBe(0);
		});

		test('X7 deleted users and what conflicts told of them go after 30 days', async () => {
			const desk = await open();
			const { ada, user } = await withAda(desk);
			const { version = 0 } = (await stored(desk, ada.id)) ?? {};
			const late = updateUser(ada.id, { set: { title: 'Dr' } });
			await desk.push(userChange({ op: 'delete', id: ada.id, baseVersion: version }), late);
			await clock(desk, days(30) - 1);
			expect(await dump(desk.session.organisationId)).toContain(user.username);
			const erased = await clock(desk, days(30) + 1);
			expect(erased).toMatchObject({ users: 1 });
			const text = await dump(desk.session.organisationId);
			expect(text).not.toContain(user.username);
			expect(text).not.toContain('Lovelace');
			expect(await clock(desk, days(30) + 2)).toMatchObject({ users: 0, conflicts: 0 });
		});

		test('X7 a replaced photo goes 30 days after it was found unused, one in use again stays', async () => {
			const desk = await open();
			const { ada } = await withAda(desk);
			const { version = 0, photo: own = null } = (await stored(desk, ada.id)) ?? {};
			const [taken] = await desk.push(
				updateUser(ada.id, { set: { photo: null }, before: { photo: own }, baseVersion: version })
			);
			await clock(desk, days(1));
			await clock(desk, days(20));
			const back = { set: { photo: own }, before: { photo: null }, baseVersion: versionOf(taken) };
			const [put] = await desk.push(updateUser(ada.id, back));
			await clock(desk, days(21));
			const once = { set: { photo: null }, before: { photo: own }, baseVersion: versionOf(put) };
			await desk.push(updateUser(ada.id, once));
			await clock(desk, days(22));
			await clock(desk, days(51));
			expect(await photosOf(desk)).toBe(1);
			await clock(desk, days(53));
			expect(await photosOf(desk)).toBe(0);
		});

		/** Everything that the store has of an organisation, as text. */
		async function dump(organisationId: string): Promise<string> {
			const tables = await database().introspection.getTables();
			const parts: unknown[] = [];
			for (const { name, columns } of tables) {
				if (!columns.some((column) => column.name === 'organisation_id')) continue;
				const { rows } =
					await sql`select * from ${sql.table(name)} where organisation_id = ${organisationId}`.execute(
						database()
					);
				parts.push(rows);
			}
			return JSON.stringify(parts);
		}
	});
}
