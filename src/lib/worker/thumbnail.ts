/** Small pictures of the photos on this device. */
import type { MusterDatabase, StoredPhoto } from '../storage/db';

/** Null where this device does not have the photo: it was prepared on another one, or made room here (A6). */
export async function thumbnailOf(db: MusterDatabase, sha256: string): Promise<Blob | null> {
	const photo = await db.photos.get(sha256);
	return photo && photo.thumbnail.length > 0 ? imageOf(photo) : null;
}

export function imageOf({ thumbnail }: StoredPhoto): Blob {
	return new Blob([thumbnail], { type: 'image/jpeg' });
}
