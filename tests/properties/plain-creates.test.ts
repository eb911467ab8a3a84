/** V7: users and changes that a save writes from the bytes of plain rows are those that its other rows would give. */
import { expect, test } from 'vitest';
import type { UserChange } from '../../src/lib/core/change';
import { userFields, type User } from '../../src/lib/core/records';
import { applyEffect, newPerson } from '../../src/lib/core/persons';
import { rowCheckFor } from '../../src/lib/worker/context';
import { userHashStride, writeUserHashes } from '../../src/lib/storage/users';
import { rawRow } from '../../src/lib/storage/draft-rows';
import { readDraftPage } from '../../src/lib/storage/drafts';
import { planFlag } from '../../src/lib/core/plan-table';
import { rowShape } from '../../src/lib/worker/open-draft';
import { createDevice, fileOf, read, save } from '../device';

const header =
	'Client ID,Username,Title,First Name,Last Name,Email,Role,Phone,Password,Deleted,Eligible,Venue,Booking Status';

/** Plain rows and odd ones in turn, over two pages. */
function lineOf(row: number): string {
	const pick = (list: readonly string[], by = 1) => list[Math.floor(row / by) % list.length] ?? '';
	return [
		pick([`CN-${row}`, `00${row}9`, `"C ""${row}"`]),
		`user.${row}`,
		pick(['Mr', 'MS', '']),
		pick(['Ana', 'Günther', 'अनन्या', 'A  B', 'Back\\slash'], 2),
		pick(['', "O'Dowd", '"von, Ek"'], 3),
		pick([`u${row}@fenland.example`, '', `U${row}@Fenland.example`], 2),
		pick(['Marker', 'candidate', '']),
		pick(['+447700900123', ''], 5),
		pick(['', '', 'Slate-12-quay', 'short']),
		'0',
		pick(['No', 'yes', '']),
		pick(['Melbourne', 'harbour-hall', '', 'Else "where"']),
		pick(['Booked', '', 'pending'])
	].join(',');
}

test('V7 every user, change and hash is what the row says', async () => {
	const device = await createDevice();
	const { db, index } = device.context;
	const rows = Array.from({ length: 1200 }, (_, row) => lineOf(row));
	const open = await read(device, fileOf([header, ...rows]), { forcePasswordChange: 'weak' });
	const check = rowCheckFor(open.exam, open.draft);
	const expected = new Map<string, object>();
	const shape = rowShape(open);
	for (let row = 0; row < open.facts.count; row += 1) {
		const page = await readDraftPage(db, open.draft.id, Math.floor(row / 1000));
		if (!page || open.plan.action[row] !== 0) continue;
		const { record } = check(rawRow(page, row % 1000, shape).cells);
		const flags = open.plan.flags[row] ?? 0;
		const { user, registration, mustChangePassword } = applyEffect(newPerson, record, {
			sets: open.plan.sets[row] ?? 0,
			clears: open.plan.clears[row] ?? 0,
			addsToExam: (flags & planFlag.addsToExam) !== 0,
			takesOut: false,
			forcesChange: (flags & planFlag.forcesChange) !== 0
		});
		expected.set(user.username, { ...user, registration, mustChangePassword });
	}
	expect(expected.size).toBeGreaterThan(900);
	await save(device, open);
	const pages = await db.userPages.toArray();
	const users = pages.flatMap((page) => page.users);
	const told = new Map(users.map((user) => [user.username, toldOf(user, device.examId)]));
	expect(told).toEqual(expected);
	const changes = (await db.changePages.toArray()).flatMap((page) => page.changes);
	const ofUsers = new Map(changes.map((change) => [change?.id, change as UserChange]));
	pages.forEach(({ users: stored, pending }) => {
		stored.forEach((user, slot) => {
			const change = ofUsers.get(user.id);
			expect(change?.changeId).toBe(pending[slot]);
			expect(change?.set).toEqual(setOf(user));
		});
	});
	for (const { page, keys } of await db.userKeys.toArray()) {
		const hashes = new Uint32Array(keys.length);
		pages[page]?.users.forEach((user, slot) => {
			writeUserHashes(user, index.secret, { out: hashes, offset: slot * userHashStride });
		});
		expect(keys).toEqual(hashes);
	}
}, 60_000);

function textsOf(user: User): Partial<User> {
	return Object.fromEntries(userFields.map((field) => [field, user[field]]));
}

function toldOf(user: User, examId: string): object {
	const { mustChangePassword, registrations } = user;
	return {
		...textsOf(user),
		registration: registrations[examId] ?? null,
		mustChangePassword
	};
}

function setOf(user: User): object {
	const filled = Object.entries(textsOf(user)).filter(([, text]) => text !== '');
	const { mustChangePassword, registrations } = user;
	return {
		user: { ...Object.fromEntries(filled), ...(mustChangePassword ? { mustChangePassword } : {}) },
		registrations
	};
}
