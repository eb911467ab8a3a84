import type { Change } from '../../core/change';
import type { IncomingChange, IncomingPush } from './read';

/** What the audit keeps of a push: ids, field names and counts, never a value (X4, X7). */
export function summarise(
	{ deviceId, batchId }: IncomingPush,
	{ applied, refused }: { applied: readonly IncomingChange[]; refused: number }
): Readonly<Record<string, unknown>> {
	const changes = applied.flatMap(({ change }) => change ?? []);
	const ids: Record<string, string[]> = {};
	const fields: Record<string, number> = {};
	for (const change of changes) {
		(ids[`${change.kind}_${change.op}`] ??= []).push(change.id);
		for (const name of fieldsOf(change)) fields[name] = (fields[name] ?? 0) + 1;
	}
	const uploads = [...new Set(changes.flatMap(({ uploadId }) => uploadId ?? []))];
	return { deviceId, batchId, uploads, applied: changes.length, refused, ids, fields };
}

function fieldsOf(change: Change): Set<string> {
	if (change.kind === 'exam') return new Set(Object.keys(change.set));
	const names = new Set(Object.keys(change.set.user));
	for (const [, set] of Object.entries(change.set.registrations)) {
		if (set === null) names.add('registration');
		else for (const name of Object.keys(set)) names.add(name);
	}
	if (change.password) names.add('password');
	return names;
}
