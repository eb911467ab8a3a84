/** Serves the build there is, or the one in the folder BUILD, without looking for a newer one. */
import { pathToFileURL } from 'node:url';
import { serve } from '../../src/lib/server/serve.js';

if (process.env['CRASH_AT']) await import('./crash-points.mjs');
const build = process.env['BUILD'];
await serve(process.env, build ? pathToFileURL(`${build}/`) : undefined);
