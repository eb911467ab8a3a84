/** `npm start`: installs and builds what is missing, then serves. */
import { build, install } from './prepare.js';

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
	console.error(`Muster needs Node 20 or newer; this is ${process.version}.`);
	process.exit(1);
}
if (!install() || !build()) {
	console.error('Muster could not be started: see the lines above.');
	process.exit(1);
}
const { serve } = await import('./serve.js');
await serve(process.env);
