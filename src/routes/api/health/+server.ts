import { json } from '@sveltejs/kit';
import { version } from '../../../../package.json';
import type { RequestHandler } from './$types';

/** Whether the server answers, and which version it is. */
export const GET: RequestHandler = () => json({ status: 'ok', version });
