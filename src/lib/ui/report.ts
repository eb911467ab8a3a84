import { m } from '../i18n/paraglide/messages';
import type { Review } from '../worker/protocol';
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
