/** The two samples (H4). The archive is made by the worker, with what it packs by. */
import { sampleCsv } from '../../files/sample-csv';
import { client } from '../client';
import { download } from '../download';

export function downloadSampleCsv(): Promise<void> {
	return download(new Blob([sampleCsv()], { type: 'text/csv;charset=utf-8' }), 'muster-sample.csv');
}

export async function downloadSampleZip(): Promise<void> {
	await download(await client.ask('sampleZip', {}), 'muster-sample.zip');
}
