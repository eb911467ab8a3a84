/**
 * Pages of a draft and their envelopes are written without waiting for the disk each time: a killed browser loses none of
 * them, a power cut only what came after the last strict write, and the draft's own record, which says that it is complete,
 * is one (100,000 rows: the draft is stored 1 P sooner). A middleware of the database: everything else waits for the disk.
 */
import type { DBCore, Middleware } from 'dexie';

const relaxed: ReadonlySet<string> = new Set([
	'draftPages',
	'draftEdits',
	'draftSteps',
	'envelopes',
	'sealed'
]);

export const relaxDrafts: Middleware<DBCore> = {
	stack: 'dbcore',
	name: 'relax-drafts',
	create: (core) => ({
		...core,
		transaction(stores, mode, options) {
			const isRelaxed = mode === 'readwrite' && stores.every((store) => relaxed.has(store));
			return core.transaction(stores, mode, {
				...options,
				durability: isRelaxed ? 'relaxed' : (options?.durability ?? 'default')
			});
		}
	})
};
