/** Which usernames are taken, in the store and in the file, told by hashes in memory (P3). */
import { compileDefaults } from '../core/defaults';
import type { RowFacts } from '../core/facts';
import { createHashTable, findHash, hashKey, putHash, type HashTable } from '../core/hash';
import type { Names } from '../core/plan';
import { findHolder, hashStride } from '../storage/users';
import { cellContextOf, type Context } from './context';
import type { OpenDraft } from './open-draft';

/** Rows by their usernames; made when a number is first looked for. */
const tables = new WeakMap<RowFacts, HashTable>();

function tableOf(facts: RowFacts): HashTable {
	let table = tables.get(facts);
	if (table) return table;
	table = createHashTable(facts.count);
	const home = { hashes: facts.keys, stride: hashStride, offset: 0 };
	for (let row = 0; row < facts.count; row += 1) {
		const at = row * hashStride;
		if (facts.keys[at] !== 0 || facts.keys[at + 1] !== 0) putHash(table, home, row);
	}
	tables.set(facts, table);
	return table;
}

/** After a row has another username. */
export function forgetNames(facts: RowFacts): void {
	tables.delete(facts);
}

export function namesOf(open: OpenDraft, { index }: Pick<Context, 'index'>): Names {
	const { facts, draft, exam } = open;
	const hash = new Uint32Array(2);
	const hashOf = (key: string) => {
		hashKey(key, index.secret, { out: hash, offset: 0 });
		return [hash[0] as number, hash[1] as number] as const;
	};
	return {
		isStored: (key) => findHolder(index, 0, ...hashOf(key)) >= 0,
		rowOf(key) {
			const home = { hashes: facts.keys, stride: hashStride, offset: 0 };
			return findHash(tableOf(facts), home, ...hashOf(key));
		},
		defaults: compileDefaults(draft.settings.defaults, cellContextOf(exam, draft))
	};
}
