/** What the server is asked about one person (X7). */
import { z } from 'zod';
import { askServer, nothing } from '../settings/ask-server';

/** All that is known, to be read by people: it is passed on as it came. */
export const exportPerson = (id: string) =>
	askServer(`/api/persons/${id}`, { schema: z.looseObject({ exportedAt: z.string() }) });

export const erasePerson = (id: string) =>
	askServer(`/api/persons/${id}`, { method: 'DELETE', schema: nothing });
