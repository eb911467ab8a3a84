/** The package that waits for review in the sample data: of everything one row, and of photos every case. */
import { fieldLabels, writtenFields } from '../../core/fields';
import { writeCsv } from '../../files/write';
import { person, storedPeople } from './people';
import { portrait } from './portrait';
import { zipOf, type Entry } from './sample-zip';

export const packageName = 'sample-package.zip';

/** What is put into a cell, by place of the row and field. */
const put: readonly (readonly [
	row: number,
	field: (typeof writtenFields)[number],
	cell: string
])[] = [
	// Stored users
	[0, 'venue', 'Old Library'],
	[1, 'phone', '+442079460199'],
	[2, 'bookingStatus', 'Not Booked'],
	[3, 'lastName', 'Castellane-Ruiz'],
	// New ones
	[8, 'email', 'jonas@north.example; jonas@home.example'],
	[9, 'role', 'Examinor'],
	[10, 'firstName', ''],
	[11, 'venue', 'Northgate Halle'],
	[12, 'email', 'noor.fenwick@gmial.com'],
	[13, 'phone', '9.19E+11'],
	[14, 'password', '12345678'],
	[15, 'deleted', 'maybe']
];
const stored = 6;
const fresh = 12;
/** Rows that come without a photo, and one whose picture is broken. */
const withoutPhoto = new Set([5, 12, 13, 17]);
const brokenPhoto = 16;

export async function samplePackage(): Promise<File> {
	const people = [
		...Array.from({ length: stored }, (_, index) => person(index)),
		...Array.from({ length: fresh }, (_, index) => person(storedPeople + index))
	];
	const rows = people.map(({ row }) => row);
	for (const [row, field, cell] of put) {
		const cells = rows[row];
		if (cells) cells[writtenFields.indexOf(field)] = cell;
	}
	// Somebody stands in the file twice.
	rows.push([...(rows[7] ?? [])]);
	const photos = people.flatMap(({ username }, index) =>
		withoutPhoto.has(index) ? [] : [{ name: `photos/${username}.jpg`, index }]
	);
	const entries: Entry[] = [
		{
			name: 'sample-users.csv',
			content: writeCsv(
				writtenFields.map((key) => fieldLabels[key]),
				rows
			)
		}
	];
	for (const { name, index } of [...photos, { name: 'photos/unknown.face.jpg', index: 40 }]) {
		const content = index === brokenPhoto ? 'no picture' : await portrait(index);
		entries.push({ name, content });
	}
	return new File([zipOf(entries)], packageName, { type: 'application/zip' });
}
