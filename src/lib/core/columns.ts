/** Which column of a file is which field (H1, H5, H6). Arrays and maps only: a header is any text, `__proto__` too (R8). */
import { editDistance } from './distance';
import type { FieldKey } from './fields';
import { arrangementKeys, extraKeys, fieldsByName, unclearKeys } from './synonyms';

export interface ColumnBinding {
	readonly header: string;
	/** The field it is bound to. */
	readonly field: FieldKey | null;
	/** 'unclear': a name of several meanings (H6), one of which no other column has. */
	readonly binding: 'bound' | 'suggested' | 'asked' | 'unclear' | 'extra' | 'unknown';
	/** The field in question where the binding is 'suggested' or 'asked'. */
	readonly candidate: FieldKey | null;
}

/** What spreadsheets and forms add to a name: a star, "(required)", an id in brackets. */
const additions = [/\s*\*$/, /\s*\((?:required|optional)\)$/i, /\s*\[[^\][]*\]$/, /\s*\(#?\d+\)$/];

/** Longer headers are no names; they are cut before anything looks at them. */
const longestHeader = 200;

/** H1: NFKC, lower case, no accents, one space for what is neither letter nor digit, additions at the end dropped. */
export function headerKey(text: string): string {
	let name = text.normalize('NFKC').trim().slice(0, longestHeader);
	for (let before = ''; before !== name;) {
		before = name;
		name = additions.reduce((rest, addition) => rest.replace(addition, ''), name);
	}
	return name
		.toLowerCase()
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();
}

/** H5: a column that says who sits elsewhere or longer, or why: private. */
export function isArrangement(header: string): boolean {
	return arrangementKeys.has(headerKey(header));
}

/** The field of a header whose key is exactly a synonym, else null. */
export function fieldOfHeader(header: string): FieldKey | null {
	return fieldsByName.get(headerKey(header)) ?? null;
}

/** Slips that a synonym of so many letters may have (H1). */
function slipsAllowed(name: string): number {
	const letters = name.replaceAll(' ', '').length;
	if (letters >= 8) return 2;
	return letters >= 5 ? 1 : 0;
}

/** The field of the nearest synonym within its slips; null where there is none, or two fields are as near. */
function nearestField(key: string): FieldKey | null {
	let nearest: FieldKey | null = null;
	let least = Infinity;
	for (const [name, field] of fieldsByName) {
		const most = slipsAllowed(name);
		if (most === 0) continue;
		const distance = editDistance(key, name, most);
		if (distance > most || distance > least) continue;
		if (distance === least && field !== nearest) nearest = null;
		else nearest = field;
		least = distance;
	}
	return nearest;
}

interface Guess {
	readonly header: string;
	readonly field: FieldKey | null;
	readonly kind: 'exact' | 'near' | 'extra' | 'unknown';
}

function guess(header: string): Guess {
	const key = headerKey(header);
	const exact = fieldsByName.get(key);
	if (exact !== undefined) return { header, field: exact, kind: 'exact' };
	if (extraKeys.has(key)) return { header, field: null, kind: 'extra' };
	const near = unclearKeys.has(key) ? null : nearestField(key);
	return { header, field: near, kind: near === null ? 'unknown' : 'near' };
}

function countFields(guesses: readonly Guess[], kind: Guess['kind']) {
	const counts = new Map<FieldKey | null, number>();
	for (const { field, kind: its } of guesses)
		if (its === kind) counts.set(field, (counts.get(field) ?? 0) + 1);
	return counts;
}

/**
 * One binding for each header, in order. A field that two columns name is asked about and bound to neither; beside a
 * column that names a field exactly, one that only nearly does is unknown.
 */
export function bindColumns(headers: readonly string[]): ColumnBinding[] {
	const guesses = headers.map(guess);
	const exact = countFields(guesses, 'exact');
	const near = countFields(guesses, 'near');
	return guesses.map(({ header, field, kind }) => {
		const unbound = { header, field: null, candidate: null };
		if (meaningsOf(header).some((meaning) => !exact.has(meaning)))
			return { ...unbound, binding: 'unclear' };
		if (kind === 'extra' || kind === 'unknown') return { ...unbound, binding: kind };
		if (kind === 'near' && exact.has(field)) return { ...unbound, binding: 'unknown' };
		if (((kind === 'exact' ? exact : near).get(field) ?? 0) > 1)
			return { ...unbound, binding: 'asked', candidate: field };
		if (kind === 'near') return { ...unbound, binding: 'suggested', candidate: field };
		return { header, field, binding: 'bound', candidate: null };
	});
}

/** What a column of an unclear name may be (H6). */
export function meaningsOf(header: string): readonly FieldKey[] {
	return unclearKeys.get(headerKey(header)) ?? [];
}

/** Rows with more cells are compared only so far: a header is looked for among many rows. */
const cellsRanked = 64;

/**
 * How much a row looks like the header (R3): 3 for each field that a cell names exactly, 1 for each known name of no field.
 * `isLoose` adds 1 for a field that is named nearly.
 */
export function rankHeader(cells: readonly string[], isLoose: boolean): number {
	const fields = new Set<FieldKey>();
	let rank = 0;
	for (const cell of cells.slice(0, cellsRanked)) {
		if (cell === '' || cell.length > longestHeader) continue;
		const key = headerKey(cell);
		const field = fieldsByName.get(key) ?? null;
		const near = field === null && isLoose && !unclearKeys.has(key) ? nearestField(key) : null;
		if (field !== null && !fields.has(field)) rank += 3;
		else if (near !== null && !fields.has(near)) rank += 1;
		else if (extraKeys.has(key) || unclearKeys.has(key)) rank += 1;
		const named = field ?? near;
		if (named !== null) fields.add(named);
	}
	return rank;
}
