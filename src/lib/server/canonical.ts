import { hash } from 'node:crypto';

/** JSON with sorted keys: the same content is the same text, whatever order the sender wrote it in. */
export function canonicalJson(value: unknown): string {
	if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	const values = value as Readonly<Record<string, unknown>>;
	let text = '';
	for (const key of sortedKeys(values)) {
		if (values[key] === undefined) continue;
		text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(values[key])}`;
	}
	return `{${text}}`;
}

/** Sorting what is sorted already would take half of the time. */
function sortedKeys(values: object): string[] {
	const keys = Object.keys(values);
	for (let place = 1; place < keys.length; place++) {
		if ((keys[place - 1] as string) > (keys[place] as string)) return keys.sort();
	}
	return keys;
}

/** In lower-case hex. */
export function sha256(content: string | Uint8Array): string {
	return hash('sha256', content);
}
