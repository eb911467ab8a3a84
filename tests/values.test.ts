/** Words for all rows at once, through the real flow on a device in memory. */
import { expect, test } from 'vitest';
import { readIntoDraft, resume, save } from '../src/lib/worker/pipeline';
import { chooseValue, restoreZeros } from '../src/lib/worker/values';
import { createDevice, fileOf, secondTab, type Device } from './device';

const { signal } = new AbortController();

function open(device: Device, lines: readonly string[]) {
	return readIntoDraft(device.context, { file: fileOf(lines), examId: device.examId }, signal);
}

async function storedUsers({ context }: Device) {
	return (await context.db.userPages.toArray()).flatMap(({ users }) => users);
}

test('V2 a value is read as another in all its rows, after a reload too, and saved so', async () => {
	const device = await createDevice();
	const row = (n: number, role: string, venue: string) => `C-${n},u.${n},N,${role},${venue}`;
	const lines = [
		'Client ID,Username,First Name,Role,Venue',
		row(1, 'Examiner', 'TBC'),
		row(2, 'examiner', 'Melbourne'),
		row(3, 'candidate', 'Melbourne'),
		row(4, 'staff', 'Melbourne')
	];
	const first = await open(device, lines);
	expect([first.counts.error, first.counts.warnings]).toEqual([3, 1]);
	const { draftId } = first;
	const role = { field: 'role', from: 'Examiner', to: 'marker' } as const;
	const second = await chooseValue(device.context, { draftId, choice: role });
	expect([second.counts.error, second.counts.create]).toEqual([1, 3]);
	const venue = { field: 'venue', from: 'TBC', to: '' } as const;
	const third = await chooseValue(device.context, { draftId, choice: venue });
	expect(third.counts.warnings).toBe(0);

	const later = await secondTab(device);
	const fourth = await resume(later.context, { draftId, takeOver: true });
	expect([fourth.counts.error, fourth.counts.create, fourth.counts.warnings]).toEqual([1, 3, 0]);
	const back = await chooseValue(later.context, { draftId, choice: { ...role, to: null } });
	expect(back.counts.error).toBe(3);
	await chooseValue(later.context, { draftId, choice: role });
	await save(later.context, { draftId, typedDeletes: null });
	const registrations = (await storedUsers(later)).map(
		({ registrations: all }) => all[later.examId]
	);
	expect(registrations.map((each) => [each?.role, each?.venue])).toEqual([
		['marker', ''],
		['marker', 'Melbourne'],
		['candidate', 'Melbourne']
	]);
});

test('F2 lost zeros are given back where the store knows the longer id, and taken out again', async () => {
	const device = await createDevice();
	const header = 'Client ID,Username,First Name';
	const ids = ['00012', '00345', '00678', '06789'];
	const rows = ids.map((id) => `${id},u.${id},N`);
	const stored = await open(device, [header, ...rows]);
	await save(device.context, { draftId: stored.draftId, typedDeletes: null });

	const damaged = [header, '12,u.00012,N', '345,u.new,N', '99,u.other,N', ...rows.slice(2)];
	const more = ['10001', '10002', '10003'].map((id) => `${id},u.${id},N`);
	const first = await open(device, [...damaged, ...more, '00777,u.777,N']);
	const { draftId } = first;
	expect(first.zerosKnown).toBe(2);
	const codesOf = ({ problems }: typeof first) =>
		problems.map(({ issue, rows: count }) => `${issue.code} ${count}`);
	expect(codesOf(first)).toContain('zeros_lost 3');
	const second = await restoreZeros(device.context, { draftId, isOn: true });
	expect([second.zerosKnown, second.zerosRestored]).toEqual([0, true]);
	expect(codesOf(second)).toContain('zeros_restored 2');
	expect(codesOf(second)).toContain('zeros_lost 1');
	const third = await restoreZeros(device.context, { draftId, isOn: false });
	expect([third.zerosKnown, third.zerosRestored]).toEqual([2, false]);
	expect(third.counts).toEqual(first.counts);
});
