import { verifyAudit } from '../audit';
import { CommandFailed, type StoreCommand } from './command';

/** `npm run audit:verify`: walks the chain of every organisation, and fails where one is broken (X4). */
export const auditVerify: StoreCommand = async ({ database }) => {
	const organisations = await database
		.selectFrom('organisations')
		.select(['id', 'name'])
		.orderBy('created_at')
		.execute();
	const lines: string[] = [];
	let isBroken = false;
	for (const { id, name } of organisations) {
		const verdict = await verifyAudit(database, id);
		const rows = `${verdict.rows} ${verdict.rows === 1 ? 'row' : 'rows'}`;
		lines.push(
			verdict.isIntact
				? `${name}: intact, ${rows}`
				: `${name}: BROKEN at row ${verdict.brokenAt}, intact before it (${rows})`
		);
		isBroken ||= !verdict.isIntact;
	}
	if (isBroken) throw new CommandFailed(lines.join('\n'));
	return lines;
};
