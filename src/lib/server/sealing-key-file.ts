/** The file in which an earlier version kept the sealing key. It is read once, never written and never removed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { importPair } from './key-pair';
import { codeOf } from './transact';

export const sealingKeyFile = 'sealing-key.json';

const bytesAs = (bytes: number) =>
	z
		.string()
		.regex(/^[\w-]+$/)
		.refine((text) => Buffer.from(text, 'base64url').length === bytes);

const keyFileSchema = z.object({
	format: z.literal(1),
	id: z.uuid(),
	createdAt: z.iso.datetime(),
	publicKey: bytesAs(65),
	privateKey: bytesAs(32)
});
export type KeyFile = z.infer<typeof keyFileSchema>;

/** Its message is a sentence for the operator. */
export class KeyFileDamaged extends Error {
	constructor(path: string, cause: unknown) {
		super(
			`The sealing key in ${path} is damaged. Put it back from a backup: a new one could not open passwords already sealed.`,
			{ cause }
		);
		this.name = 'KeyFileDamaged';
	}
}

/**
 * Null where there is no file.
 * @throws {KeyFileDamaged}
 */
export async function readKeyFile(dataDir: string): Promise<KeyFile | null> {
	const path = join(dataDir, sealingKeyFile);
	const text = await readFile(path, 'utf8').catch((error: unknown) => {
		if (codeOf(error) === 'ENOENT') return null;
		throw error;
	});
	if (text === null) return null;
	try {
		const file = keyFileSchema.parse(JSON.parse(text));
		await importPair(file);
		return file;
	} catch (cause) {
		throw new KeyFileDamaged(path, cause);
	}
}
