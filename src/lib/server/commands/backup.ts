import Database from 'libsql';
import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { secretFile } from '../secret';
import { CommandFailed, type Command } from './command';

/** `npm run backup -- FILE`: a copy of the SQLite database as it is at this moment, while the server goes on. */
export const backup: Command = async ([target], settings) => {
	const { address, directory, dataDir, hasOwnSecret } = settings;
	if ('url' in address) {
		throw new CommandFailed(
			'PostgreSQL is backed up by its own: pg_dump -Fc -f FILE "$DATABASE_URL".'
		);
	}
	if (!target) throw new CommandFailed('Say where to: npm run backup -- FILE.');
	const path = resolve(directory, target);
	if (existsSync(path)) throw new CommandFailed(`${path} is there already: take another name.`);
	const draft = `${path}.part`;
	try {
		await copy(address.file, draft);
		check(draft);
		await rename(draft, path);
	} finally {
		await rm(draft, { force: true });
	}
	const secret = hasOwnSecret ? 'SECRET' : join(dataDir, secretFile);
	return [
		`Backed up to ${path}.`,
		`Keep ${secret} too, in another place: without it the sealing key in the backup stays closed.`
	];
};

/** One reading transaction: what is written meanwhile is no part of it, and writers do not wait. */
async function copy(from: string, to: string): Promise<void> {
	await rm(to, { force: true });
	// SQLite fills an empty file, and so only its owner may read the copy.
	await (await open(to, 'wx', 0o600)).close();
	const database = new Database(from);
	try {
		database.exec(`vacuum into '${to.replaceAll("'", "''")}'`);
	} finally {
		database.close();
	}
	const written = await open(to, 'r+');
	await written.sync();
	await written.close();
}

function check(file: string): void {
	const database = new Database(file);
	try {
		const rows = database.prepare('pragma integrity_check').all() as { integrity_check: string }[];
		const found = rows.map((row) => row.integrity_check).join('; ');
		if (found !== 'ok')
			throw new CommandFailed(`The database is damaged, no backup made: ${found}`);
	} finally {
		database.close();
	}
}
