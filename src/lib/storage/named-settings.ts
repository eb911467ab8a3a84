/** Upload settings kept under a name (S15). A common password is in none of them. */
import type { Settings } from '../core/settings';
import type { MusterDatabase } from './db';
import { readMeta, writeMeta, type MetaValue } from './meta';

export type NamedSettings = MetaValue<'namedSettings'>[number];

/** By name, in the alphabet's order. */
export async function listNamedSettings(db: MusterDatabase): Promise<readonly NamedSettings[]> {
	return readMeta(db, 'namedSettings');
}

/** One of the same name is replaced. */
export async function keepNamedSettings(
	db: MusterDatabase,
	name: string,
	settings: Settings
): Promise<readonly NamedSettings[]> {
	return change(db, (kept) => [...without(kept, name), { name, settings }]);
}

export async function dropNamedSettings(
	db: MusterDatabase,
	name: string
): Promise<readonly NamedSettings[]> {
	return change(db, (kept) => without(kept, name));
}

function without(kept: readonly NamedSettings[], name: string): NamedSettings[] {
	return kept.filter((each) => each.name !== name);
}

async function change(
	db: MusterDatabase,
	to: (kept: readonly NamedSettings[]) => NamedSettings[]
): Promise<readonly NamedSettings[]> {
	return db.transaction('rw', db.meta, async () => {
		const changed = to(await readMeta(db, 'namedSettings'));
		changed.sort((a, b) => a.name.localeCompare(b.name));
		await writeMeta(db, 'namedSettings', changed);
		return changed;
	});
}
