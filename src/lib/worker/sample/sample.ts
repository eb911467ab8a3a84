/**
 * Sample data, in a database that is never sent (X6): an exam with 60 invented users, a package with photos and problems
 * that waits for review, and a conflict in "Needs attention". All of it goes through the same flow as any file.
 */
import { defaultSettings, type Settings } from '../../core/settings';
import { fieldLabels, writtenFields } from '../../core/fields';
import { writeCsv } from '../../files/write';
import { m } from '../../i18n/paraglide/messages';
import { writeMeta } from '../../storage/meta';
import { makeThrowawayKey } from '../../storage/seal';
import { addExam } from '../app-state';
import type { Context } from '../context';
import { whileWriting } from '../locks';
import type { OpenDraft } from '../open-draft';
import { preparePhotos } from '../prepare-photos';
import { readFile } from '../read-file';
import { saveOpenDraft } from '../save-draft';
import { samplePackage } from './package';
import { acceptAll, addConflict } from './past';
import { person, storedPeople, venues } from './people';

/** Fills an empty sample database. Its passwords are sealed to nothing: the data is never sent. */
export async function fillSample(context: Context): Promise<void> {
	const key = context.sealingKey ?? (await makeThrowawayKey());
	// Kept as a server's is: the package that waits is reviewed after a reload too.
	await whileWriting(() => writeMeta(context.db, 'sealingKey', key));
	context.sealingKey = key;
	const exam = await addExam(context, {
		name: m.sample_exam_name(),
		kind: 'proctored',
		venues: venues.map((name) => ({ name, seats: 40 }))
	});
	const people = Array.from({ length: storedPeople }, (_, index) => person(index).row);
	const header = writtenFields.map((key) => fieldLabels[key]);
	const file = new File([writeCsv(header, people)], 'sample-users.csv');
	await saveOpenDraft(context, await read(context, { file, examId: exam.id }), null);
	await acceptAll(context);
	await addConflict(context, exam.id, m.sample_colleague());
	await leavePackage(context, exam.id);
}

/** As a draft, with its photos prepared: its file is not asked for again. */
async function leavePackage(context: Context, examId: string): Promise<void> {
	const file = await samplePackage();
	const open = await read(context, {
		file,
		examId,
		settings: { uploadType: 'add_and_update', existingDetails: 'override' }
	});
	const { signal } = new AbortController();
	await preparePhotos(context, open, { file, signal, hooks: { onPage: () => Promise.resolve() } });
}

interface Asked {
	readonly file: File;
	readonly examId: string;
	readonly settings?: Partial<Settings>;
}

function read(context: Context, { file, examId, settings }: Asked): Promise<OpenDraft> {
	return whileWriting(() =>
		readFile(context, {
			file,
			examId,
			settings: { ...defaultSettings, ...settings },
			signal: new AbortController().signal,
			fields: () => null,
			onFirstRows: () => Promise.resolve()
		})
	);
}
