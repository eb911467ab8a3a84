/** What waits on one device is carried in a file to another, which sends it too (Y6, PROTOCOL 6). */
import { packLines } from '../../src/lib/files/packed-lines';
import { takeUnsent } from '../../src/lib/sync/take-unsent';
import type { UnsentHead } from '../../src/lib/sync/unsent-file';
import { unsentLines } from '../../src/lib/sync/write-unsent';
import type { SimDevice } from './device';
import { withPower } from './power';

/** The file of a device, as somebody takes it away. */
export function unsentFileOf({ db, mirror, session, name }: SimDevice): Promise<Blob> {
	const head: UnsentHead = {
		kind: 'muster-unsent',
		format: 1,
		madeAt: mirror.now(),
		organisation: { id: session.organisationId, name: 'Sim' },
		savedBy: name
	};
	return packLines(unsentLines(db, head), 'application/gzip');
}

/** How many changes were taken; null where the power went. */
export async function carry(from: SimDevice, to: SimDevice): Promise<number | null> {
	const file = await unsentFileOf(from);
	return (await withPower(to, () => takeUnsent(to.mirror, file))) ?? null;
}
