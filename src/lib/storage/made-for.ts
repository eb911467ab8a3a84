/** Who got a password that was made here, and whether it was handed out or replaced (W6, W7). Never the password. */
import type { MadeCounts, MusterDatabase, Upload } from './db';

const idBytes = 16;

export function packIds(ids: readonly string[]): Uint8Array {
	const packed = new Uint8Array(ids.length * idBytes);
	ids.forEach((id, place) => {
		const hex = id.replaceAll('-', '');
		for (let index = 0; index < idBytes; index += 1) {
			packed[place * idBytes + index] = Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
		}
	});
	return packed;
}

export function unpackIds(packed: Uint8Array): string[] {
	return Array.from({ length: packed.length / idBytes }, (_, place) => {
		const bytes = packed.subarray(place * idBytes, (place + 1) * idBytes);
		const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
		const parts = [0, 8, 12, 16, 20, 32];
		return parts
			.slice(1)
			.map((end, part) => hex.slice(parts[part], end))
			.join('-');
	});
}

/** Tables of a transaction that puts or closes made passwords. */
export function madeTables({ madeFor, uploads }: MusterDatabase) {
	return [madeFor, uploads];
}

/** Stores an upload with those whom it gave a made password. Inside the transaction of its changes. */
export async function putUpload(
	db: MusterDatabase,
	upload: Upload,
	userIds: readonly string[]
): Promise<void> {
	const users = userIds.length;
	const made: MadeCounts = { users, open: users, handedOutAt: null };
	await db.uploads.put(users > 0 ? { ...upload, made } : upload);
	if (users === 0) return;
	await db.madeFor.put({
		uploadId: upload.id,
		ids: packIds(userIds),
		isOpen: new Uint8Array(users).fill(1)
	});
}

/**
 * Passwords that no longer open anything, or were given to their users: of these users, in every upload (or in one).
 * Inside a transaction.
 */
export async function closeMade(
	db: MusterDatabase,
	userIds: ReadonlySet<string>,
	{ uploadId, handedOutAt }: { uploadId?: string; handedOutAt?: string } = {}
): Promise<void> {
	if (userIds.size === 0) return;
	const uploads = (await db.uploads.toArray()).filter(
		({ id, made }) => made && (uploadId === undefined ? made.open > 0 : id === uploadId)
	);
	const found = await db.madeFor.bulkGet(uploads.map(({ id }) => id));
	for (const [place, upload] of uploads.entries()) {
		const record = found[place];
		if (!record || !upload.made) continue;
		const isOpen = record.isOpen.slice();
		unpackIds(record.ids).forEach((id, at) => {
			if (userIds.has(id)) isOpen[at] = 0;
		});
		const open = isOpen.reduce((sum, one) => sum + one, 0);
		await db.madeFor.put({ ...record, isOpen });
		await db.uploads.put({
			...upload,
			made: { ...upload.made, open, handedOutAt: handedOutAt ?? upload.made.handedOutAt }
		});
	}
}

/** Users who got a made password with an upload: those who still wait for it, or all. */
export async function madeForUpload(
	db: MusterDatabase,
	{ uploadId, isOpenOnly }: { uploadId: string; isOpenOnly: boolean }
): Promise<string[]> {
	const record = await db.madeFor.get(uploadId);
	if (!record) return [];
	return unpackIds(record.ids).filter((_id, at) => !isOpenOnly || record.isOpen[at] === 1);
}
