import { m } from '../i18n/paraglide/messages';
import type { Review, UploadView } from '../worker/protocol';
import { announcer } from './announcer.svelte';
import { client } from './client';
import { download } from './download';

/** V6: the rows with errors, to be corrected elsewhere and loaded again. */
export async function downloadProblemRows(
	review: Review,
	{ keepsArrangements }: { readonly keepsArrangements: boolean }
): Promise<void> {
	const content = await client.ask('problemRows', { draftId: review.draftId, keepsArrangements });
	const name = review.file.name.replace(/\.[^.]+$/, '');
	await download(content, `${m.report_problems_file({ name })}.csv`);
	announcer.say(m.report_ready());
}

/** V6: what happens to every row, named after the file. */
export async function downloadReport(review: Review, format: 'csv' | 'json'): Promise<void> {
	const content = await client.ask('report', { draftId: review.draftId, format });
	const name = review.file.name.replace(/\.[^.]+$/, '');
	await download(content, `${m.report_file({ name })}.${format}`);
	announcer.say(m.report_ready());
}

/** V8: what a saved upload did. False where its changes are no longer kept. */
export async function downloadUploadReport({
	id: uploadId,
	fileName
}: Pick<UploadView, 'id' | 'fileName'>): Promise<boolean> {
	const content = await client.ask('uploadReport', { uploadId });
	if (!content) return false;
	await download(content, `${m.report_file({ name: fileName.replace(/\.[^.]+$/, '') })}.csv`);
	announcer.say(m.report_ready());
	return true;
}
