/** What people do on a device: each edit is stored with its changes in one transaction, as a save does. */
import { changeSchemaNumber, type UserChange, type UserValues } from '../../src/lib/core/change';
import { applyToUser } from '../../src/lib/core/change-values';
import type { Registration, User } from '../../src/lib/core/records';
import { defaultSettings, type Settings } from '../../src/lib/core/settings';
import { envelopeTables, putEnvelopes } from '../../src/lib/storage/envelopes';
import { createChangeWriter } from '../../src/lib/storage/change-writer';
import { readMeta, writeMeta } from '../../src/lib/storage/meta';
import { createUserStore } from '../../src/lib/storage/user-store';
import { findById, takeWritten } from '../../src/lib/storage/users';
import { freshIndex, type SimDevice } from './device';
import type { Ledger } from './ledger';
import { withPower } from './power';

export interface Intent {
	readonly op: UserChange['op'];
	/** null for a new user. */
	readonly user: User | null;
	readonly set: UserValues;
	readonly isGrouped: boolean;
	readonly password: boolean;
	/** As by the setting; true without it. */
	readonly allowsSharedEmail?: boolean;
}

export const none: UserValues = { user: {}, registrations: {} };

/** Stores the edits of one upload. */
export async function saveEdits(
	device: SimDevice,
	ledger: Ledger,
	{ intents, settings = {} }: { intents: readonly Intent[]; settings?: Partial<Settings> }
): Promise<void> {
	const { db } = device;
	const index = await freshIndex(device);
	const uploadId = device.newId();
	const groupId = device.newId();
	const sealed = await sealedFor(device, intents);
	const made: { change: UserChange; seen: User | null }[] = [];
	const at = device.mirror.now();
	const tables = [
		db.meta,
		db.userPages,
		db.userKeys,
		db.changePages,
		db.uploads,
		...envelopeTables(db)
	];
	const save = () =>
		db.transaction('rw', tables, async () => {
			const store = createUserStore(db, { count: index.count, secret: index.secret });
			const first = await readMeta(db, 'nextSequence');
			const writer = createChangeWriter(db, { uploadId, first });
			for (const intent of intents) {
				const { user: before, op } = intent;
				const ordinal = before ? (findById(index, before.id)[0] ?? -1) : store.nextOrdinal();
				if (!store.holds(ordinal)) await store.hold(ordinal);
				const held = store.read(ordinal);
				const user = held?.user ?? newUser(device.newId(), intent.set);
				const change: UserChange = {
					changeId: device.newId(),
					deviceSequence: writer.nextSequence(),
					kind: 'user',
					op,
					id: user.id,
					baseVersion: user.version,
					previousChangeId: held?.pending || null,
					groupId: intent.isGrouped ? groupId : null,
					uploadId,
					schema: changeSchemaNumber,
					set: op === 'delete' ? none : intent.set,
					before: held && op === 'update' ? beforeOf(user, intent.set) : none,
					allowsSharedEmail: intent.allowsSharedEmail ?? true,
					password: intent.password && sealed ? { envelope: sealed.sha256, slot: 0 } : null
				};
				writer.add(change);
				made.push({ change, seen: held ? user : null });
				store.write(ordinal, applyToUser(user, change, at), change.changeId);
			}
			await store.flush();
			await writer.flush();
			if (sealed)
				await putEnvelopes(db, [
					{
						...sealed,
						draftId: '',
						uses: intents.filter(({ password }) => password).length
					}
				]);
			await putUpload(device, { uploadId, unsent: made.length, settings });
			const generation = (await readMeta(db, 'generation')) + 1;
			await writeMeta(db, 'nextSequence', writer.nextSequence());
			await writeMeta(db, 'generation', generation);
			const born = made.filter(({ change }) => change.op === 'create').length;
			const gone = made.filter(({ change }) => change.op === 'delete').length;
			await writeMeta(db, 'users', (await readMeta(db, 'users')) + born - gone);
			await writeMeta(db, 'unsent', (await readMeta(db, 'unsent')) + made.length);
			return { writtenKeys: store.writtenKeys, generation };
		});
	const written = await withPower(device, save);
	if (!written) return;
	takeWritten(index, written);
	for (const edit of made) ledger.save({ device: device.name, ...edit });
}

async function sealedFor({ random }: SimDevice, intents: readonly Intent[]) {
	if (!intents.some(({ password }) => password)) return null;
	const bytes = random.bytes(40) as Uint8Array<ArrayBuffer>;
	const digest = await crypto.subtle.digest('SHA-256', bytes);
	return { sha256: Buffer.from(digest).toString('hex'), bytes };
}

async function putUpload(
	{ db, mirror }: SimDevice,
	{ uploadId, unsent, settings }: { uploadId: string; unsent: number; settings: Partial<Settings> }
): Promise<void> {
	const zero = { create: 0, update: 0, unchanged: 0, skip: 0, delete: 0, error: 0 };
	await db.uploads.put({
		id: uploadId,
		fileName: 'sim.csv',
		sizeBytes: 0,
		sha256: '',
		examId: '',
		examName: '',
		settings: { ...defaultSettings, ...settings },
		counts: { ...zero, create: unsent, rows: unsent, warnings: 0 },
		changes: { create: unsent, update: 0, delete: 0 },
		savedAt: mirror.now(),
		savedBy: null,
		unsent,
		attention: 0
	});
}

function newUser(id: string, { user, registrations }: UserValues): User {
	const empty = { clientId: '', username: '', title: '', firstName: '', lastName: '' };
	return {
		id,
		...empty,
		email: '',
		phone: '',
		photo: null,
		mustChangePassword: false,
		deletedAt: null,
		version: 0,
		...(user as Partial<User>),
		registrations: registrations as Record<string, Registration>
	};
}

function beforeOf(user: User, set: UserValues): UserValues {
	const pickFrom = (keys: string[], from: object) =>
		Object.fromEntries(keys.map((key) => [key, (from as Record<string, unknown>)[key]]));
	const registrations = Object.entries(set.registrations).map(([examId, wanted]) => {
		const held = user.registrations[examId];
		return [examId, held ? pickFrom(Object.keys(wanted ?? {}), held) : null];
	});
	return {
		user: pickFrom(Object.keys(set.user), user),
		registrations: Object.fromEntries(registrations) as UserValues['registrations']
	};
}
