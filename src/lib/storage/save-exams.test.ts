import { expect, test } from 'vitest';
import { createDevice, fileOf, read, save } from '../../../tests/device';
import { addExam } from '../worker/app-state';

const header = 'Client ID,Username,First Name,Role,Venue';

/** One user who is in the first exam, saved again into a second one. */
async function savedIntoTwo() {
	const device = await createDevice();
	await save(device, await read(device, fileOf([header, 'C-1,u.1,N,candidate,Melbourne'])));
	const second = await addExam(device.context, { name: 'Second', kind: 'standard' });
	const other = { ...device, examId: second.id };
	const update = { uploadType: 'update_only' } as const;
	await save(other, await read(other, fileOf([header, 'C-1,u.1,Else,marker,Hall']), update));
	return { device, first: device.examId, second: second.id };
}

test('M2, P6 a user added to an exam keeps the registration in the other', async () => {
	const { device, first, second } = await savedIntoTwo();
	const user = (await device.context.db.userPages.get(0))?.users[0];
	expect(user?.firstName).toBe('N');
	expect(user?.registrations).toEqual({
		[first]: { role: 'candidate', eligible: true, venue: 'Melbourne', bookingStatus: 'Not Booked' },
		[second]: { role: 'marker', eligible: true, venue: 'Hall', bookingStatus: 'Not Booked' }
	});
});

test('M5 the change names the new exam alone, and that there was nothing before', async () => {
	const { device, second } = await savedIntoTwo();
	const pages = await device.context.db.changePages.orderBy('first').toArray();
	const last = pages.at(-1)?.changes.at(-1);
	expect(last?.set).toEqual({
		user: {},
		registrations: {
			[second]: { role: 'marker', eligible: true, venue: 'Hall', bookingStatus: 'Not Booked' }
		}
	});
	expect(last?.before).toEqual({ user: {}, registrations: { [second]: null } });
});
