import type { Kysely } from 'kysely';
import type { Engine } from '../database';
import { createAccounts } from './0002-accounts';
import { createStore } from './0001-store';
import { addMergedOnto } from './0003-merged-onto';
import { createSealingKeys } from './0004-sealing-keys';
import { createPhotos } from './0005-photos';
import { createUserPasswords } from './0006-user-passwords';
import { createServiceKeys } from './0007-service-keys';
import { createMails } from './0008-mails';
import { createDevices } from './0010-devices';
import { createRetention } from './0011-retention';
import { addPeopleAndDevices } from './0012-people-and-devices';
import { createPasskeys } from './0013-passkeys';

export interface Migration {
	readonly name: string;
	readonly up: (database: Kysely<unknown>, engine: Engine) => Promise<void>;
}

/** In the order in which they run. A landed one is never changed: what is wrong in it is put right by the next. */
export const migrations: readonly Migration[] = [
	{ name: '0001-store', up: createStore },
	{ name: '0002-accounts', up: createAccounts },
	{ name: '0003-merged-onto', up: addMergedOnto },
	{ name: '0004-sealing-keys', up: createSealingKeys },
	{ name: '0005-photos', up: createPhotos },
	{ name: '0006-user-passwords', up: createUserPasswords },
	{ name: '0007-service-keys', up: createServiceKeys },
	{ name: '0008-mails', up: createMails },
	{ name: '0010-devices', up: createDevices },
	{ name: '0011-retention', up: createRetention },
	{ name: '0012-people-and-devices', up: addPeopleAndDevices },
	{ name: '0013-passkeys', up: createPasskeys }
];
