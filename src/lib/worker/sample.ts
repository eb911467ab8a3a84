/** Sample data: an exam and 60 invented users, through the same flow as any file, in a database that is never sent (X6). */
import { defaultSettings } from '../core/settings';
import { writeCsv } from '../files/write';
import { writtenFields, fieldLabels } from '../core/fields';
import { makeThrowawayKey } from '../storage/seal';
import { addExam } from './app-state';
import type { Context } from './context';
import { readFile } from './read-file';
import { saveOpenDraft } from './save-draft';

const firstNames = 'Amara Jonas Mei Tomás Freya Idris Noor Callum Saskia Ravi Elif Mateus'.split(
	' '
);
const lastNames = 'Ashdown Bellweather Castellane Dovrefjell Eastlake'.split(' ');
const venues = ['Northgate Hall', 'Lakeside Room', 'Old Library'];

function sampleRows(): string[][] {
	return Array.from({ length: 60 }, (_, index) => {
		const first = firstNames[index % firstNames.length] as string;
		const last = lastNames[Math.floor(index / firstNames.length)] as string;
		const plain = first.normalize('NFD').replace(/\P{ASCII}/gu, '');
		const username = `${plain}.${last}`.toLowerCase();
		const role = index % 20 === 0 ? 'Invigilator' : index % 30 === 7 ? 'Marker' : 'Candidate';
		return [
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
			venues[index % venues.length] as string,
			index % 9 === 4 ? 'Not Booked' : 'Booked'
		];
	});
}

/** Fills an empty sample database. Its passwords are sealed to nothing: the data is never sent. */
export async function fillSample(context: Context, examName: string): Promise<void> {
	context.sealingKey ??= await makeThrowawayKey();
	const exam = await addExam(context, {
		name: examName,
		kind: 'standard',
		venues: venues.map((name) => ({ name, seats: 40 }))
	});
	const header = writtenFields.map((key) => fieldLabels[key]);
	const file = new File([writeCsv(header, sampleRows())], 'sample-users.csv');
	const open = await readFile(context, {
		file,
		examId: exam.id,
		settings: defaultSettings,
		signal: new AbortController().signal,
		fields: () => null,
		onFirstRows: () => Promise.resolve()
	});
	await saveOpenDraft(context, open, null);
}
