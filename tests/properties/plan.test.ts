/** What holds for every plan, whatever the stored users, rows and settings. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actionIndex } from '../../src/lib/core/row-state';
import { foldKey } from '../../src/lib/core/match';
import { countActions } from '../../src/lib/core/plan';
import { planFlag } from '../../src/lib/core/plan-table';
import { registrationFields, userFields, type User } from '../../src/lib/core/records';
import { modelled } from '../model';
import { check, plan, told, type Row } from '../world';
import {
	distinctRows,
	options,
	plain,
	rows,
	run,
	settings,
	unsharedUsers,
	users,
	usersAfter
} from './worlds';

/** The same with keys of their own for each user, so that only the rules for one row are asked. */
function apart(all: readonly User[], file: readonly Row[]) {
	const address = (username = '') => `${username.slice(2).toLowerCase()}@x.example`;
	const own = file.map((each) => {
		const isForeign = each.clientId === 'C-a' && foldKey(each.username ?? '') !== 'u.a';
		return {
			...each,
			clientId: isForeign ? `X-${each.username}` : (each.clientId ?? ''),
			email: each.email?.includes('@') ? address(each.username) : (each.email ?? '')
		};
	});
	const tidy = all.map((each) => ({ ...each, email: each.email && address(each.username) }));
	return { tidy, own };
}

describe('plans', () => {
	test('P1 the six counts add up to the rows', () =>
		run(1000, [users, rows, settings, options], async (all, file, policy, given) => {
			const counts = countActions(plan(await check(all, file), policy, given));
			expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(file.length);
		}));

	test('rows that stand alone fare as if they were taken in file order', () =>
		run(1000, [users, rows, settings, options], async (all, file, policy, given) => {
			const checked = await check(all, file);
			const fast = plan(checked, policy, given);
			const slow = plan(checked, policy, { ...given, inOrder: true });
			expect(told(fast)).toEqual(told(slow));
			expect([fast.sets, fast.clears, fast.flags]).toEqual([slow.sets, slow.clears, slow.flags]);
			expect(plain(usersAfter(checked, fast))).toEqual(plain(usersAfter(checked, slow)));
		}));

	test('P8 planned again after the save, nothing changes', () =>
		run(1000, [unsharedUsers, distinctRows, settings], async (all, file, policy) => {
			const quiet = { ...policy, existingPassword: 'no_changes' } as const;
			const checked = await check(all, file);
			const after = usersAfter(checked, plan(checked, quiet));
			const again = plan(await check(after, file), quiet);
			// What was in the way of an error may be gone by then; what was done is not done twice.
			const first = plan(checked, quiet);
			const redone = Array.from(again.action).filter(
				(action, place) =>
					first.action[place] !== actionIndex.error &&
					(action === actionIndex.create ||
						action === actionIndex.update ||
						action === actionIndex.delete)
			);
			expect(redone).toEqual([]);
		}));

	test('the order of the rows does not matter where they share nothing', () =>
		run(1000, [unsharedUsers, distinctRows, settings], async (all, file, policy) => {
			const { tidy, own } = apart(all, file);
			const forwards = told(plan(await check(tidy, own), policy));
			const backwards = told(plan(await check(tidy, own.toReversed()), policy));
			expect(backwards.toReversed()).toEqual(forwards);
		}));

	test('M4 no two users have one username, Client ID or email afterwards', () =>
		run(1000, [unsharedUsers, rows, settings], async (all, file, policy) => {
			const strict = { ...policy, preventDuplicateEmails: 'yes' } as const;
			const checked = await check(all, file);
			const after = usersAfter(checked, plan(checked, strict));
			for (const field of ['username', 'clientId', 'email'] as const) {
				const keys = after.map((each) => foldKey(each[field])).filter((key) => key !== '');
				expect(keys.length, field).toBe(new Set(keys).size);
			}
		}));

	test('W2 a stored user’s password is touched by "Update from file" and a filled cell alone', () =>
		run(1000, [users, rows, settings, options], async (all, file, policy, given) => {
			const checked = await check(all, file);
			const made = plan(checked, policy, given);
			const existing = new Set(all.map(({ username }) => foldKey(username)));
			const mayTouch = policy.existingPassword === 'update' && policy.uploadType !== 'add_new';
			file.forEach((each, place) => {
				if (!existing.has(foldKey(each.username ?? ''))) return;
				const touches = ((made.flags[place] as number) & planFlag.setsPassword) !== 0;
				if (touches) expect(mayTouch && each.password === 'p').toBe(true);
				const marks = ((made.flags[place] as number) & planFlag.forcesChange) !== 0;
				if (marks && policy.forcePasswordChange !== 'all') expect(touches).toBe(true);
			});
			for (const { ordinal, passwordRow } of made.folds) {
				if (ordinal >= 0 && passwordRow >= 0) expect(mayTouch).toBe(true);
			}
		}));

	test('P3 numbered names are free in the store and in the file, and hold to the limit', () =>
		run(1000, [users, rows, fc.nat(40)], async (all, file, longer) => {
			const long = 'n'.repeat(longer);
			const taken = all.map((each) => ({ ...each, username: each.username + long }));
			// Client IDs of their own: the same person is not cloned.
			const own = file.map((each, place) => {
				return { ...each, clientId: `N-${place}`, email: '', username: `${each.username}${long}` };
			});
			const checked = await check(taken, own);
			const made = plan(checked, { uploadType: 'add_all' });
			const before = taken.map(({ username }) => foldKey(username));
			const names = usersAfter(checked, made).map(({ username }) => username);
			expect(new Set(names.map(foldKey)).size).toBe(names.length);
			expect(names.map(foldKey)).toEqual(expect.arrayContaining(before));
			expect(Math.max(0, ...names.map(({ length }) => length))).toBeLessThanOrEqual(64);
		}));

	test('P3 the same file added again is errors, not clones', () =>
		run(1000, [unsharedUsers, distinctRows], async (all, file) => {
			const policy = { uploadType: 'add_all' } as const;
			const own = file.map((each, place) => ({ ...each, clientId: `N-${place}` }));
			const checked = await check(all, own);
			const first = plan(checked, policy);
			const again = plan(await check(usersAfter(checked, first), own), policy);
			const cloned = told(again).filter(
				(outcome, place) => first.action[place] === actionIndex.create && outcome === 'create'
			);
			expect(cloned).toEqual([]);
		}));

	test('P2, P5 types that only add change nobody stored, and those that only update add nobody', () =>
		run(1000, [users, rows, settings], async (all, file, policy) => {
			const checked = await check(all, file);
			const after = usersAfter(checked, plan(checked, policy));
			if (policy.uploadType === 'add_new') {
				const before = new Map(after.map((each) => [each.id, each]));
				for (const each of all) expect(before.get(each.id)).toEqual(each);
			}
			if (policy.uploadType === 'update_only') expect(after.length).toBeLessThanOrEqual(all.length);
		}));
});

describe('what is saved', () => {
	test('is what the rules say, value by value, for rows with a user each', () =>
		run(1000, [unsharedUsers, distinctRows, settings], async (all, file, policy) => {
			const strict = { ...policy, preventDuplicateEmails: 'yes' } as const;
			const { tidy, own } = apart(all, file);
			const checked = await check(tidy, own);
			expect(plain(usersAfter(checked, plan(checked, strict)))).toEqual(
				plain(modelled(tidy, own, strict))
			);
		}));
});

test('the fields compared are all there are', () => {
	expect([...userFields, ...registrationFields]).toHaveLength(11);
});
