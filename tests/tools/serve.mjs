/** Serves the build there is, without looking for a newer one: the tests have made it. */
import { serve } from '../../src/lib/server/serve.js';

await serve(process.env);
