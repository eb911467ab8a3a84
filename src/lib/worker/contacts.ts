/** Notes the last answers of the server to a pull and a push, for "About" (A7). */
import { readMeta, writeMeta, type Contact } from '../storage/meta';
import type { Transport } from '../sync/transport';
import type { Context } from './context';

const paths = { pull: '/api/pull', push: '/api/push' } as const;

export function notingContacts(
	transport: Transport,
	{ db, nowMs }: Pick<Context, 'db' | 'nowMs'>
): { readonly transport: Transport; readonly keepContacts: () => Promise<void> } {
	let heard: { pull?: Contact; push?: Contact } = {};
	const note = (path: string, status: number | null) => {
		const kind = path.startsWith(paths.pull) ? 'pull' : path.startsWith(paths.push) ? 'push' : null;
		if (kind) heard = { ...heard, [kind]: { at: new Date(nowMs()).toISOString(), status } };
	};
	return {
		async transport(path, request) {
			try {
				const answer = await transport(path, request);
				note(path, answer.status);
				return answer;
			} catch (error) {
				note(path, null);
				throw error;
			}
		},
		/** Once at the end of a go: a write for each batch would cost more than it tells. */
		async keepContacts() {
			if (Object.keys(heard).length === 0) return;
			const next = { ...(await readMeta(db, 'contacts')), ...heard };
			heard = {};
			await writeMeta(db, 'contacts', next);
		}
	};
}
