/** The file that an earlier version kept the sealing key in. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportPair, generatePair } from '../../src/lib/server/key-pair';
import { sealingKeyFile, type KeyFile } from '../../src/lib/server/sealing-key-file';

export async function makeKeyFile(dataDir: string): Promise<KeyFile> {
	const pair = await exportPair(await generatePair());
	const createdAt = '2026-01-02T03:04:05.000Z';
	const file = { format: 1 as const, id: randomUUID(), createdAt, ...pair };
	writeFileSync(join(dataDir, sealingKeyFile), JSON.stringify(file, null, '\t'));
	return file;
}
