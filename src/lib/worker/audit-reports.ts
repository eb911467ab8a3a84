/** What only this device knows of goes to the server's audit (X4): kept until the server has it, each once by its id. */
import { readMeta, writeMeta, type MetaValue } from '../storage/meta';
import { ask, type Transport } from '../sync/transport';
import { newId, type Context } from './context';

type Report = MetaValue<'auditReports'>[number];

const atOnce = 100;
/** Older ones go first where a device never meets its server. */
const mostKept = 1000;

/** In the step that it reports; the sample has no server. */
export async function addReport(
	{ db, name, nowMs }: Pick<Context, 'db' | 'name' | 'nowMs'>,
	report: Omit<Report, 'id' | 'at'>
): Promise<void> {
	if (name === 'sample') return;
	const now = nowMs();
	const made = { id: newId(now), at: new Date(now).toISOString(), ...report };
	await db.transaction('rw', db.meta, async () => {
		const kept = await readMeta(db, 'auditReports');
		await writeMeta(db, 'auditReports', [...kept, made].slice(-mostKept));
	});
}

/** After the changes. What cannot be sent now is sent with the next ones: no report holds up a change. */
export async function sendReports(
	{ db, name, device }: Pick<Context, 'db' | 'name' | 'device'>,
	transport: Transport
): Promise<void> {
	for (;;) {
		const reports = (await readMeta(db, 'auditReports')).slice(0, atOnce);
		if (reports.length === 0) return;
		const organisationId = name.slice('org-'.length);
		const body = JSON.stringify({ organisationId, deviceId: device.deviceId, reports });
		const answered = await ask(transport, '/api/audit', { method: 'POST', body });
		if (answered.kind === 'stopped') return;
		const sent = new Set(reports.map(({ id }) => id));
		await db.transaction('rw', db.meta, async () => {
			const left = (await readMeta(db, 'auditReports')).filter(({ id }) => !sent.has(id));
			await writeMeta(db, 'auditReports', left);
		});
	}
}
