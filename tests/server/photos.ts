import { beforeAll, describe, expect, test } from 'vitest';
import { withoutMetadata } from '../../src/lib/core/jpeg';
import { sha256 } from '../../src/lib/server/canonical';
import { keepPhoto, readPhoto } from '../../src/lib/server/photos';
import { samplePhotos } from '../sample-photos';
import { noonMs, openDesk, type Desk } from './device';
import type { RunningEngine } from './engines';

export function describePhotos(engine: () => RunningEngine): void {
	describe('photos', () => {
		let samples: Awaited<ReturnType<typeof samplePhotos>>;
		let desk: Desk;
		beforeAll(async () => {
			samples = await samplePhotos();
			desk = await openDesk(engine().store);
		});
		const sample = (name: string) => samples.get(name) ?? new Uint8Array(0);
		const prepared = () => withoutMetadata(sample('MC-20417.jpg'));
		const keep = (bytes: Uint8Array, { session } = desk, name = sha256(bytes)) =>
			keepPhoto(engine().store.database, session, { name, bytes, nowMs: noonMs });
		const read = (name: string, { session } = desk) =>
			readPhoto(engine().store.database, session, name);

		test('Y8 come back byte for byte, twice is harmless', async () => {
			await keep(prepared());
			await keep(prepared());
			expect(await read(sha256(prepared()))).toEqual(new Uint8Array(prepared()));
			const rows = await engine()
				.store.database.selectFrom('photos')
				.select('sha256')
				.where('organisation_id', '=', desk.session.organisationId)
				.execute();
			expect(rows).toHaveLength(1);
		});
		test('Y8 under another hash are refused', async () => {
			const kept = keep(prepared(), desk, 'a'.repeat(64));
			await expect(kept).rejects.toMatchObject({ code: 'hash_differs', status: 422 });
		});
		test.each(['../../etc/passwd', 'A'.repeat(64), ''])('Y8 a name such as “%s”', async (name) => {
			await expect(keep(prepared(), desk, name)).rejects.toMatchObject({ code: 'malformed' });
			await expect(read(name)).rejects.toMatchObject({ code: 'not_found' });
		});
		test.each([
			['a text named .jpg', 'MC-20422.jpg'],
			['a PNG', 'MC-20419_photo.png'],
			['a JPEG with Exif', 'MC-20421.jpeg']
		])('Z6 %s is no prepared photo', async (_what, name) => {
			await expect(keep(sample(name))).rejects.toMatchObject({ code: 'not_a_photo', status: 422 });
		});
		test('Z6 one that is larger than a device makes it is refused', async () => {
			const large = prepared();
			// Height and width stand in the part that begins with C0.
			const frame = Buffer.from(large).indexOf(Buffer.from([0xff, 0xc0]));
			new DataView(large.buffer).setUint16(frame + 7, 1201);
			await expect(keep(large)).rejects.toMatchObject({ code: 'not_a_photo' });
		});
		test('X7 a viewer neither sends nor sees one', async () => {
			const viewer = await desk.beside('viewer', 'Vera');
			await expect(keep(prepared(), viewer)).rejects.toMatchObject({ code: 'not_allowed' });
			await keep(prepared());
			await expect(read(sha256(prepared()), viewer)).rejects.toMatchObject({ code: 'not_allowed' });
		});
		test('X1 another organisation does not find it', async () => {
			await keep(prepared());
			const other = await openDesk(engine().store);
			await expect(read(sha256(prepared()), other)).rejects.toMatchObject({ code: 'not_found' });
		});
	});
}
