/** What this device can tell of itself to whoever helps (A7): never a value of anybody. */
import { changeSchemaNumber } from '../core/change';
import { countWaitingPhotos } from '../storage/photos';
import { readMetas } from '../storage/meta';
import type { Context } from './context';
import type { SupportView } from './protocol';

export async function supportOf({ db, device, sealingKey }: Context): Promise<SupportView> {
	const held = await readMetas(db, 'contacts', 'users', 'unsent', 'auditReports');
	return {
		deviceId: device.deviceId,
		storageVersion: db.verno,
		changeSchema: changeSchemaNumber,
		contacts: held.contacts,
		sealingKey: sealingKey?.fingerprint ?? null,
		counts: {
			users: held.users,
			exams: await db.exams.count(),
			uploads: await db.uploads.count(),
			drafts: await db.drafts.count(),
			unsent: held.unsent,
			attention: await db.attention.count(),
			photos: await db.photos.count(),
			photosWaiting: await countWaitingPhotos(db),
			envelopes: await db.envelopes.count(),
			reports: held.auditReports.length
		}
	};
}
