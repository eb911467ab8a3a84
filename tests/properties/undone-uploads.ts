/** V9: an upload undone leaves every user as before, but for what was edited since, which is kept and listed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { User } from '../../src/lib/core/records';
import { createDevice, read, save } from '../device';
import { editUser, linesIn, liveUsers, undoOf } from '../undo';
import { fileOf, rows, saveIfAny, settings } from './saved-plans';

const edits = fc.array(
	fc.record({
		of: fc.nat(),
		field: fc.constantFrom('lastName', 'phone', 'title'),
		value: fc.constantFrom('Edited', 'Other')
	}),
	{ maxLength: 3 }
);

/** A password of the upload stays with its mark; the former one is unknown here. */
const withoutMark = (user: User) => ({ ...user, mustChangePassword: false });

const runsInPart = 250;

export function testUndoneUploads(part: number): void {
	test(
		`V9 undo of a random upload, and undo of the undo (part ${part})`,
		() =>
			fc.assert(
				fc.asyncProperty(rows, rows, settings, edits, async (base, next, policy, later) => {
					const device = await createDevice();
					await saveIfAny(device, base, {});
					const before = await liveUsers(device);
					const open = await read(device, fileOf(next), policy);
					const { create, update, delete: deletes } = open.summary.changes;
					if (create + update + deletes === 0) return;
					const { uploadId } = await save(device, open);
					const edited = new Set<string>();
					for (const { of, field, value } of later) {
						const ids = [...(await liveUsers(device)).keys()];
						const id = ids[of % ids.length];
						if (id === undefined) continue;
						await editUser(device, id, field, value);
						edited.add(id);
					}
					const between = await liveUsers(device);

					const { uploadId: undoId } = await undoOf(device, uploadId).catch((error: unknown) => {
						expect(error).toMatchObject({ code: 'nothing_to_save' });
						return { uploadId: null };
					});
					const after = await liveUsers(device);
					for (const id of new Set([...before.keys(), ...between.keys()])) {
						if (edited.has(id)) continue;
						const [was, is] = [before.get(id), after.get(id)];
						expect(is && withoutMark(is)).toEqual(was && withoutMark(was));
					}
					for (const id of edited) {
						const [was, is] = [between.get(id), after.get(id)];
						for (const { field, value } of later) {
							if (was?.[field as 'title'] === value) expect(is?.[field as 'title']).toBe(value);
						}
					}
					if (undoId === null) return;
					const listed = new Map(
						(
							await Promise.all(
								(['reversed', 'kept', 'not'] as const).map((list) => linesIn(device, undoId, list))
							)
						)
							.flat()
							.map((line) => [line.userId, line])
					);
					expect(listed.size).toBe(create + update + deletes);
					for (const [id, line] of listed) {
						if (edited.has(id)) expect(line.list).not.toBe('reversed');
						else expect(line.reason === null || line.reason === 'password').toBe(true);
					}

					await undoOf(device, undoId);
					expect(await liveUsers(device)).toEqual(between);
				}),
				{ numRuns: runsInPart, seed: Date.now() + part }
			),
		180_000
	);
}
