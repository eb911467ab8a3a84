import type { Database } from '../database';
import { createSetUpLink, firstSetUpToken, setUpPath } from '../set-up';
import { CommandFailed, type StoreCommand } from './command';

/** `npm run admin:link [-- ORGANISATION]`: a new set-up link for an admin; the unused one before ends (A7). */
export const adminLink: StoreCommand = async ({ database }, args, { origin, nowMs }) => {
	const { id, name } = await choose(database, { name: args.join(' ').trim(), nowMs });
	const token = await createSetUpLink(database, { organisationId: id, role: 'admin', nowMs });
	return [`Admin of ${name}, once, within 14 days: ${origin}${setUpPath(token)}`];
};

interface Named {
	readonly id: string;
	readonly name: string;
}

async function choose(
	database: Database,
	{ name, nowMs }: { name: string; nowMs: number }
): Promise<Named> {
	const all = await organisations(database);
	if (all.length === 0 && name === '') {
		await firstSetUpToken(database, nowMs);
		return choose(database, { name, nowMs });
	}
	const [only, ...others] = name === '' ? all : all.filter((one) => one.name === name);
	if (only && others.length === 0) return only;
	const names = all.map((one) => `"${one.name}"`).join(', ');
	throw new CommandFailed(`Which organisation? npm run admin:link -- NAME, one of ${names}.`);
}

function organisations(database: Database): Promise<Named[]> {
	return database
		.selectFrom('organisations')
		.select(['id', 'name'])
		.orderBy('created_at')
		.execute();
}
