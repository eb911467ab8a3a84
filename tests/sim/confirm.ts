/** Somebody says yes to what is planned again; the ledger learns which changes stand for which now. */
import type { UserChange } from '../../src/lib/core/change';
import { unsettled } from '../../src/lib/storage/outbox';
import { takeWritten } from '../../src/lib/storage/users';
import { findCollisions } from '../../src/lib/sync/collisions';
import { confirmReplan } from '../../src/lib/sync/confirm-replan';
import { freshIndex, shownUsers, type SimDevice } from './device';
import type { Ledger } from './ledger';
import { withPower } from './power';

export async function confirm(device: SimDevice, ledger: Ledger): Promise<void> {
	const { db } = device;
	const first = device.collisions[0];
	if (!first) return;
	const index = await freshIndex(device);
	const { uploadId } = first.create;
	const found = await findCollisions(db, index);
	const collisions = found.filter(({ create }) => create.uploadId === uploadId);
	await telling(device, ledger, async () => {
		const at = device.mirror.now();
		const { written } = await confirmReplan({ db, index, collisions, newId: device.newId, at });
		takeWritten(index, written);
	});
	device.steps += 1;
	device.collisions = found.filter(({ create }) => create.uploadId !== uploadId);
}

/** Does what writes changes, and tells the ledger which are there now and which are not, even where the power failed. */
export async function telling(
	device: SimDevice,
	ledger: Ledger,
	work: () => Promise<void>
): Promise<void> {
	const shown = new Map((await shownUsers(device)).map((user) => [user.id, user]));
	const before = await waiting(device);
	await withPower(device, work);
	const after = await waiting(device);
	for (const id of before.keys()) if (!after.has(id)) ledger.replace(id);
	for (const [id, change] of after) {
		if (before.has(id)) continue;
		ledger.save({ device: device.name, change, seen: shown.get(change.id) ?? null });
	}
}

async function waiting({ db }: SimDevice): Promise<Map<string, UserChange>> {
	const found = new Map<string, UserChange>();
	for await (const { change } of unsettled(db)) {
		if (change.kind === 'user') found.set(change.changeId, change);
	}
	return found;
}
