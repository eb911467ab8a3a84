/** Somebody says yes to what is planned again; the ledger learns which changes stand for which now. */
import type { UserChange } from '../../src/lib/core/change';
import { unsettled } from '../../src/lib/storage/outbox';
import { loadIndex, takeWritten } from '../../src/lib/storage/users';
import { findCollisions } from '../../src/lib/sync/collisions';
import { confirmReplan } from '../../src/lib/sync/confirm-replan';
import { shownUsers, type SimDevice } from './device';
import type { Ledger } from './ledger';

export async function confirm(device: SimDevice, ledger: Ledger): Promise<void> {
	const { db } = device;
	const first = device.collisions[0];
	if (!first) return;
	const index = (device.index ??= await loadIndex(db, device.secret));
	const { uploadId } = first.create;
	const found = await findCollisions(db, index);
	const collisions = found.filter(({ create }) => create.uploadId === uploadId);
	const shown = new Map((await shownUsers(device)).map((user) => [user.id, user]));
	const before = await waiting(device);
	const at = device.mirror.now();
	const { written } = await confirmReplan({ db, index, collisions, newId: device.newId, at });
	takeWritten(index, written);
	const after = await waiting(device);
	for (const id of before.keys()) if (!after.has(id)) ledger.replace(id);
	for (const [id, change] of after) {
		if (before.has(id)) continue;
		ledger.save({ device: device.name, change, seen: shown.get(change.id) ?? null });
	}
	device.steps += 1;
	device.collisions = found.filter(({ create }) => create.uploadId !== uploadId);
}

async function waiting({ db }: SimDevice): Promise<Map<string, UserChange>> {
	const found = new Map<string, UserChange>();
	for await (const { change } of unsettled(db)) {
		if (change.kind === 'user') found.set(change.changeId, change);
	}
	return found;
}
