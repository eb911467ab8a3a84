/**
 * Pages of users that a save creates, from the first page on which nobody stands yet: they are put together as they are
 * stored, and nothing on them is read again within the save.
 */
import type { HashSecret } from '../core/hash';
import { hashKey } from '../core/hash';
import type { User } from '../core/records';
import { pageUsers, type MusterDatabase, type UserPage } from './db';
import { createJsonBytes, takeJson, writeAscii, writeValue, type JsonBytes } from './json-bytes';
import { packUser } from './pack-users';
import { userHashStride, writeUserHashes } from './users';

/** Records written at once. */
const pagesAtOnce = 8;
/** Place of the id's hash. */
const idOffset = 6;

export interface FreshUsers {
	/** True from the first user on. */
	isOpen(): boolean;
	/** From here on new users are added here; `ordinal` begins a page. */
	open(ordinal: number): void;
	/** `pending`: the change of the user that waits for the server. */
	add(user: User, pending: string): void;
	/** Adds a user whom `write` puts down as `packUser` would; `hashes` are those of Username, Client ID and Email. */
	addPacked(user: PackedUser, write: (json: JsonBytes) => void): void;
	isFull(): boolean;
	flush(): Promise<void>;
	readonly writtenKeys: ReadonlyMap<number, Uint32Array>;
}

interface PackedUser {
	readonly id: string;
	readonly pending: string;
	readonly hashes: Uint32Array;
}

/** @param examId the one exam in which new users can be */
export function createFreshUsers(
	db: MusterDatabase,
	{ examId, secret }: { examId: string; secret: HashSecret }
): FreshUsers {
	const json = createJsonBytes();
	const keys = new Uint32Array(pageUsers * userHashStride);
	const pages: { page: number; keys: Uint32Array; stored: object }[] = [];
	const writtenKeys = new Map<number, Uint32Array>();
	let page = -1;
	let pending: string[] = [];

	function endPage(): void {
		writeAscii(json, '],"exams":');
		writeValue(json, [examId]);
		writeAscii(json, '}');
		const cut = keys.slice(0, pending.length * userHashStride);
		pages.push({ page, keys: cut, stored: { page, pending, packed: takeJson(json) } });
		pending = [];
		page += 1;
	}

	function begin(): number {
		writeAscii(json, pending.length === 0 ? '{"users":[' : ',');
		return pending.length * userHashStride;
	}

	function end(change: string): void {
		pending.push(change);
		if (pending.length === pageUsers) endPage();
	}

	return {
		writtenKeys,
		isOpen: () => page >= 0,
		open(ordinal) {
			page = ordinal / pageUsers;
		},
		add(user, change) {
			const offset = begin();
			writeValue(
				json,
				packUser(user, () => 0)
			);
			writeUserHashes(user, secret, { out: keys, offset });
			end(change);
		},
		addPacked({ id, pending: change, hashes }, write) {
			const offset = begin();
			write(json);
			keys.set(hashes, offset);
			hashKey(id, secret, { out: keys, offset: offset + idOffset });
			end(change);
		},
		isFull: () => pages.length >= pagesAtOnce,
		async flush() {
			if (pending.length > 0) endPage();
			if (pages.length === 0) return;
			const written = pages.splice(0);
			await db.userPages.bulkPut(written.map(({ stored }) => stored as UserPage));
			await db.userKeys.bulkPut(written.map((each) => ({ page: each.page, keys: each.keys })));
			for (const each of written) writtenKeys.set(each.page, each.keys);
		}
	};
}
