/** What cookies are signed with: `SECRET`, else a file that is made in the data directory on the first start. */
import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from './transact';

export const secretFile = 'secret';
export const shortestSecret = 32;

export interface SecretSource {
	/** `SECRET` of the environment. */
	readonly given: string | undefined;
	readonly dataDir: string;
	/** With `DATABASE_URL` several machines may share the data: a file of one of them would not do. */
	readonly isShared: boolean;
}

/** @throws Error a sentence for the operator */
export async function loadSecret({ given, dataDir, isShared }: SecretSource): Promise<string> {
	if (given) return checked(given, 'SECRET');
	if (isShared)
		throw new Error('DATABASE_URL needs SECRET: the same one for every server process.');
	const path = join(dataDir, secretFile);
	return checked((await readIfThere(path)) ?? (await create(path, dataDir)), path);
}

function checked(secret: string, where: string): string {
	if (secret.trim().length >= shortestSecret) return secret.trim();
	throw new Error(`${where} is too short: it needs ${shortestSecret} characters.`);
}

async function readIfThere(path: string): Promise<string | null> {
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		if (codeOf(error) === 'ENOENT') return null;
		throw error;
	}
}

async function create(path: string, dataDir: string): Promise<string> {
	await mkdir(dataDir, { recursive: true, mode: 0o700 });
	const draft = `${path}.${randomUUID()}`;
	try {
		const file = await open(draft, 'wx', 0o600);
		await file.writeFile(`${randomBytes(32).toString('base64url')}\n`);
		await file.sync();
		await file.close();
		// A link, unlike a rename, fails when another process was first.
		await link(draft, path).catch((error: unknown) => {
			if (codeOf(error) !== 'EEXIST') throw error;
		});
	} finally {
		await rm(draft, { force: true });
	}
	return readFile(path, 'utf8');
}
