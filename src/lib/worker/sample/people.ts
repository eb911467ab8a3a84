/** The invented people of the sample data, as rows of a file in the order of `writtenFields`. */
const firstNames = 'Amara Jonas Mei Tomás Freya Idris Noor Callum Saskia Ravi Elif Mateus'.split(
	' '
);
const lastNames = 'Ashdown Bellweather Castellane Dovrefjell Eastlake'.split(' ');
export const venues = ['Northgate Hall', 'Lakeside Room', 'Old Library'];

/** Users that the sample begins with: each first name with each last name. */
export const storedPeople = firstNames.length * lastNames.length;

export interface Person {
	readonly username: string;
	readonly row: string[];
}

/** @param index beyond `storedPeople` for those who are new in the package */
export function person(index: number): Person {
	const first = firstNames[index % firstNames.length] ?? '';
	const round = Math.floor(index / firstNames.length);
	const last = lastNames[round] ?? 'Fenwick';
	const plain = first.normalize('NFD').replace(/\P{ASCII}/gu, '');
	const username = `${plain}.${last}`.toLowerCase();
	const role = index % 20 === 0 ? 'Invigilator' : index % 30 === 7 ? 'Marker' : 'Candidate';
	const row = [
		`SD-${String(index + 1).padStart(3, '0')}`,
		username,
		'',
		first,
		last,
		`${username}@sample.example`,
		role,
		`+4477009008${String(index).padStart(2, '0')}`,
		'',
		'0',
		'Yes',
		venues[index % venues.length] ?? '',
		index % 9 === 4 ? 'Not Booked' : 'Booked'
	];
	return { username, row };
}
