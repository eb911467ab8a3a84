/** F10: "Add as a venue" changes the exam, checks the rows against it again, and tells the server after the exam itself. */
import { expect, test } from 'vitest';
import { setVenue } from '../src/lib/storage/exams';
import { newId } from '../src/lib/worker/context';
import { recheckDraft } from '../src/lib/worker/recheck';
import { createDevice, fileOf, read, viewAll } from './device';

test('F10 "Add as a venue": the exam has it once, and rows that name it are right', async () => {
	const device = await createDevice();
	const { context, examId } = device;
	const file = fileOf(['Client ID,Username,First Name,Venue', 'C-3,cora.lang,Cora,The Annexe']);
	const before = await read(device, file);
	expect((await viewAll(device, before))[0]?.issues.map(({ code }) => code)).toEqual([
		'venue_unknown'
	]);
	const changeId = newId(context.nowMs());
	await setVenue(context.db, { examId, name: 'The Annexe', isThere: true, changeId });
	const again = { examId, name: 'the annexe!', isThere: true };
	await setVenue(context.db, { ...again, changeId: newId(context.nowMs()) });
	const open = await recheckDraft(context, before.draft);
	expect((await viewAll(device, open))[0]?.issues).toEqual([]);
	const exam = await context.db.exams.get(examId);
	expect(exam?.venues.map(({ name }) => name).slice(2)).toEqual(['Riverside Centre', 'The Annexe']);
	const pages = await context.db.changePages.toArray();
	const changes = pages.flatMap((page) => page.changes.filter((change) => change !== null));
	expect(changes.map(({ op, id, previousChangeId }) => [op, id, previousChangeId])).toEqual([
		['create', examId, null],
		['update', examId, changes[0]?.changeId]
	]);
	expect(exam?.pending).toBe(changeId);
});
