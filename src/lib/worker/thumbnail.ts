/** Small pictures of the photos on this device. */
import type { MusterDatabase, StoredPhoto } from '../storage/db';

/** Null where this device never had the photo: it was prepared on another one. */
export async function thumbnailOf(db: MusterDatabase, sha256: string): Promise<Blob | null> {
	const photo = await db.photos.get(sha256);
	return photo ? imageOf(photo) : null;
}

export function imageOf({ thumbnail }: StoredPhoto): Blob {
	return new Blob([thumbnail], { type: 'image/jpeg' });
}
