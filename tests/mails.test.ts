/** S8, Y9: what a saved upload asks the server to tell its users. */
import { describe, expect, test } from 'vitest';
import type { Settings } from '../src/lib/core/settings';
import { unsettled } from '../src/lib/storage/outbox';
import { mailLines } from '../src/lib/worker/mail-lines';
import { createDevice, fileOf, read, save, type Device } from './device';

const head = 'Client ID,Username,First Name,Email,Venue,Booking Status';
const row = (n: number, venue = 'Melbourne', booking = 'Booked') =>
	`C-${String(n)},u.${String(n)},Ada,u${String(n)}@example.org,${venue},${booking}`;

/** Usernames for whom a mail is asked, and for which exam. */
async function askedOf(device: Device): Promise<string[]> {
	const names = new Map(
		(await device.context.db.userPages.toArray())
			.flatMap((page) => page.users)
			.map(({ id, username }) => [id, username])
	);
	const asked: string[] = [];
	for await (const { change } of unsettled(device.context.db)) {
		if (change.kind !== 'user' || change.mail === undefined) continue;
		expect(change.mail).toBe(device.examId);
		asked.push(names.get(change.id) ?? '');
	}
	return asked.sort();
}

async function uploaded(
	device: Device,
	rows: readonly string[],
	settings: Partial<Settings> = {}
): Promise<void> {
	await save(device, await read(device, fileOf([head, ...rows]), settings));
}

describe('S8 a saved upload asks for mails to', () => {
	test('nobody, unless it says so', async () => {
		const device = await createDevice();
		await uploaded(device, [row(1), row(2)]);
		expect(await askedOf(device)).toEqual([]);
	});
	test('its new users', async () => {
		const device = await createDevice();
		await uploaded(device, [row(1)]);
		await uploaded(device, [row(1, 'Harbour Hall'), row(2)], {
			uploadType: 'add_and_update',
			existingDetails: 'override',
			emailDetails: 'new'
		});
		expect(await askedOf(device)).toEqual(['u.2']);
	});
	test('its new and updated users, where what they were told changes', async () => {
		const device = await createDevice();
		await uploaded(device, [row(1), row(2), row(3)]);
		const other = row(3).replace('Ada', 'Eve');
		await uploaded(device, [row(1, 'Harbour Hall'), row(2), other, row(4)], {
			uploadType: 'add_and_update',
			existingDetails: 'override',
			emailDetails: 'new_and_updated'
		});
		expect(await askedOf(device)).toEqual(['u.1', 'u.4']);
	});
});

test('S8 before the save the list tells exactly who gets a mail, at which address, and why', async () => {
	const device = await createDevice();
	await uploaded(device, [row(1), row(2), row(3)]);
	const settings = {
		uploadType: 'add_and_update',
		existingDetails: 'override',
		emailDetails: 'new_and_updated'
	} as const;
	const moved = row(1, 'Harbour Hall').replace('u1@', 'ada@');
	const rows = [moved, row(2), row(4), row(5, 'Melbourne', 'Not Booked')];
	const open = await read(device, fileOf([head, ...rows]), settings);
	const lines = await mailLines(device.context, open, { from: 0, count: 50 });
	expect(lines.total).toBe(open.summary.mails.sent);
	expect(lines.rows.map(({ line, email, isNew }) => [line, email, isNew])).toEqual([
		[2, 'ada@example.org', false],
		[4, 'u4@example.org', true]
	]);
	await save(device, open);
	expect(await askedOf(device)).toEqual(expect.arrayContaining(['u.1', 'u.4']));
});
