/** `npm run admin:link`, `organisation`, `audit:verify`, `epoch` and `backup`: what an operator does beside the server. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { addressOf, openStore } from '../database';
import { originOf } from '../origin.js';
import { isUnavailable } from '../transact';
import { adminLink } from './admin-link';
import { auditVerify } from './audit-verify';
import { backup } from './backup';
import { CommandFailed, type Command, type Settings, type StoreCommand } from './command';
import { epoch } from './epoch';
import { organisation } from './organisation';

const commands = new Map<string, Command>([
	['admin:link', withStore(adminLink)],
	['organisation', withStore(organisation)],
	['audit:verify', withStore(auditVerify)],
	['epoch', withStore(epoch)],
	['backup', backup]
]);

/**
 * Runs one and prints what it tells.
 * @param env as the server's: DATA_DIR, DATABASE_URL, SECRET, ORIGIN, HOST, PORT
 * @returns the exit code
 */
export async function runCommand(
	name: string,
	args: readonly string[],
	env: Readonly<Record<string, string | undefined>>
): Promise<number> {
	try {
		const command = commands.get(name);
		if (!command) throw new CommandFailed(`The commands are: ${[...commands.keys()].join(', ')}.`);
		for (const line of await command(args, settingsOf(env))) console.log(line);
		return 0;
	} catch (error) {
		console.error(error instanceof CommandFailed ? error.message : whyNot(error));
		return 1;
	}
}

function settingsOf(env: Readonly<Record<string, string | undefined>>): Settings {
	const dataDir = resolve(env['DATA_DIR'] || './data');
	const address = addressOf(env['DATABASE_URL'], dataDir);
	// A database in the wrong place would be made anew, and found in good order.
	if ('file' in address && !existsSync(address.file)) {
		throw new CommandFailed(`There is no ${address.file}: set DATA_DIR as for the server.`);
	}
	const here = originOf(env['HOST'] || '127.0.0.1', Number(env['PORT'] || 3000));
	return {
		dataDir,
		address,
		origin: (env['ORIGIN'] || here).replace(/\/$/, ''),
		hasOwnSecret: Boolean(env['SECRET']),
		// npm changes into the package; people mean where they stand.
		directory: env['INIT_CWD'] || process.cwd(),
		nowMs: Date.now()
	};
}

function withStore(command: StoreCommand): Command {
	return async (args, settings) => {
		const store = await openStore(settings.address);
		try {
			return await command(store, args, settings);
		} finally {
			await store.close();
		}
	};
}

const whyNot = (error: unknown): unknown =>
	isUnavailable(error) ? `The database does not answer: ${(error as Error).message}` : error;
