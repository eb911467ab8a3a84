/**
 * The operator's commands, on the build and the environment that the server runs with:
 * `node src/lib/server/command.js NAME …`, by the scripts of package.json.
 */
import { existsSync } from 'node:fs';
import { build, install } from './prepare.js';

const built = new URL('../../../build/commands/run.js', import.meta.url);
// A build that is there stays as it is, though sources be newer: a server may be running on it.
if (!existsSync(built) && !(install() && build())) {
	console.error('The command could not be built: see the lines above.');
	process.exit(1);
}
const [name = '', ...args] = process.argv.slice(2);
/** @type {unknown} */
const commands = await import(built.href);
const { runCommand } = /** @type {typeof import('./commands/run')} */ (commands);
process.exitCode = await runCommand(name, args, process.env);
