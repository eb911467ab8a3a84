/** Fields that somebody chose for the columns of a header: the next file with that header gets the same (H3). */
import { headerKey } from '../core/columns';
import type { FieldKey } from '../core/fields';
import type { MusterDatabase } from '../storage/db';
import { readMeta, writeMeta, type MetaValue } from '../storage/meta';

export type ColumnMappings = MetaValue<'columnMappings'>;

/** Older ones are forgotten, and a header of more columns or letters is not kept. */
const limits = { mappings: 50, columns: 300, letters: 20_000 } as const;

function keysOf(headers: readonly string[]): string[] {
	return headers.map((header) => headerKey(header) || header.trim());
}

function isSame(mapping: ColumnMappings[number], keys: readonly string[]): boolean {
	return (
		mapping.headers.length === keys.length && mapping.headers.every((key, at) => key === keys[at])
	);
}

/** One field or null for each column, or null where nothing was chosen for this header. */
export function rememberedFields(
	mappings: ColumnMappings,
	headers: readonly string[]
): readonly (FieldKey | null)[] | null {
	const keys = keysOf(headers);
	return mappings.find((mapping) => isSame(mapping, keys))?.fields ?? null;
}

/** @param fields null: this header is forgotten */
export async function rememberFields(
	db: MusterDatabase,
	headers: readonly string[],
	fields: readonly (FieldKey | null)[] | null
): Promise<void> {
	const keys = keysOf(headers);
	const others = (await readMeta(db, 'columnMappings')).filter((each) => !isSame(each, keys));
	const isKept = keys.length <= limits.columns && keys.join('').length <= limits.letters;
	const own = fields && isKept ? [{ headers: keys, fields: [...fields] }] : [];
	await writeMeta(db, 'columnMappings', [...own, ...others].slice(0, limits.mappings));
}
