/** What stands on the device, for tests that compare or search it. */
import type { Device } from './device';

/** All records of all tables, by table. */
export async function dump({ context }: Device): Promise<Record<string, unknown[]>> {
	const tables: Record<string, unknown[]> = {};
	for (const table of context.db.tables) tables[table.name] = await table.toArray();
	return tables;
}

/** Every text, name and number array of a value as bytes, one after the other. */
export function bytesIn(value: unknown): Buffer {
	const parts: Uint8Array[] = [];
	collect(value, parts);
	return Buffer.concat(parts);
}

function collect(value: unknown, parts: Uint8Array[]): void {
	if (typeof value === 'string') parts.push(Buffer.from(`${value}\n`));
	else if (ArrayBuffer.isView(value)) {
		parts.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
	} else if (value instanceof ArrayBuffer) parts.push(new Uint8Array(value));
	else if (value instanceof Map || value instanceof Set) {
		for (const each of value) collect(each, parts);
	} else if (typeof value === 'object' && value !== null) {
		for (const [name, each] of Object.entries(value)) {
			collect(name, parts);
			collect(each, parts);
		}
	}
}

/** Texts that stand somewhere on the device, in UTF-8 or UTF-16. */
export async function textsOnDevice(device: Device, texts: readonly string[]): Promise<string[]> {
	const bytes = bytesIn(await dump(device));
	return texts.filter(
		(text) => bytes.includes(text, 0, 'utf8') || bytes.includes(text, 0, 'utf16le')
	);
}
