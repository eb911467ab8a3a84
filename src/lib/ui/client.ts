/** The page's one line to the worker. */
import { startClient } from '../worker/client';

export const client = startClient();
