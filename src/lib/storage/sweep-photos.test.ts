import { expect, test } from 'vitest';
import { createDevice, fileOf, read, save } from '../../../tests/device';
import type { StoredPhoto } from './db';
import { sweepPhotos } from './sweep-photos';

const dayMs = 24 * 3600_000;
const noonMs = Date.parse('2026-11-30T12:00:00Z');

function photo(sha256: string, state: StoredPhoto['state']): StoredPhoto {
	const thumbnail = new Uint8Array([1]);
	return { sha256, source: sha256, bytes: null, thumbnail, state };
}

test('X7 thumbnails of photos that nobody has any more go, once a day, and those that wait stay', async () => {
	const device = await createDevice();
	const { db } = device.context;
	await save(device, await read(device, fileOf(['Client ID,Username,First Name', 'C-1,ada,Ada'])));
	const page = await db.userPages.get(0);
	const [user] = page?.users ?? [];
	if (!page || !user) throw new Error('nobody was saved');
	await db.userPages.put({
		...page,
		users: [{ ...user, photo: { sha256: 'held', sourceSha256: 'held' } }]
	});
	const photos = [photo('held', 'sent'), photo('stray', 'sent'), photo('later', 'saved')];
	await db.photos.bulkPut(photos);
	expect(await sweepPhotos(db, noonMs)).toBe(1);
	expect(await db.photos.toCollection().primaryKeys()).toEqual(['held', 'later']);
	await db.photos.put(photo('stray', 'sent'));
	expect(await sweepPhotos(db, noonMs + dayMs / 2)).toBe(0);
	expect(await sweepPhotos(db, noonMs + dayMs)).toBe(1);
});
