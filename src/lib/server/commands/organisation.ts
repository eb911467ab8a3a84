import { takeStartLock } from '../migrate';
import { createOrganisation } from '../organisations';
import { createSetUpLink, setUpPath } from '../set-up';
import { transact } from '../transact';
import { CommandFailed, type StoreCommand } from './command';

const longestName = 100;

/** `npm run organisation -- NAME`: a further organisation, and the set-up link of its first admin (X6). */
export const organisation: StoreCommand = async ({ database }, args, { origin, nowMs }) => {
	const name = args.join(' ').trim().normalize('NFC');
	if (name === '' || name.length > longestName || /\p{Cc}/u.test(name)) {
		throw new CommandFailed(
			`Name it: npm run organisation -- NAME, at most ${longestName} letters.`
		);
	}
	const organisationId = await transact(database, async (sql) => {
		await takeStartLock(sql, new Date(nowMs).toISOString());
		const known = await sql
			.selectFrom('organisations')
			.select('id')
			.where('name', '=', name)
			.executeTakeFirst();
		if (known) throw new CommandFailed(`There is an organisation "${name}" already.`);
		return createOrganisation(sql, { name, nowMs });
	});
	const token = await createSetUpLink(database, { organisationId, role: 'admin', nowMs });
	return [`First admin of ${name}, once, within 14 days: ${origin}${setUpPath(token)}`];
};
