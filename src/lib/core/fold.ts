/** How the rows for one user become one change (P4). */
import { actionIndex } from './row-state';
import { samePerson, type Fold } from './persons';
import type { Place } from './order';
import type { Person } from './plan-in-order';
import { planFlag, type Plan } from './plan-table';

/** What is still true of a row whose effect another undoes. */
const keptFlags = planFlag.sharesUser | planFlag.isHeldBack | planFlag.keptOnClear;

/** Warns on rows that share a user, and makes rows unchanged whose effects cancel out. */
export function finishPerson(plan: Plan, person: Person, place: Place): Fold {
	const kind = foldKind(plan, person);
	const [first, second] = person.rows;
	if (kind !== 'delete' && first !== undefined && second !== undefined) {
		for (const row of person.rows) {
			plan.flags[row] = (plan.flags[row] as number) | planFlag.sharesUser;
			plan.other[row] = row === first ? second : first;
		}
	}
	if (kind === 'none') {
		for (const row of person.rows) {
			plan.action[row] = actionIndex.unchanged;
			plan.sets[row] = 0;
			plan.clears[row] = 0;
			plan.flags[row] = (plan.flags[row] as number) & keptFlags;
		}
	}
	const { ordinal, rows, now, passwordRow } = person;
	return { ordinal, rows, after: now, passwordRow, kind, ...place };
}

function foldKind({ flags }: Plan, { now, before, passwordRow, rows }: Person): Fold['kind'] {
	if (now === null) return 'delete';
	if (before === null) return 'create';
	if (passwordRow >= 0) return 'update';
	if (rows.some((row) => (flags[row] as number) & planFlag.setsPhoto)) return 'update';
	return samePerson(before, now) ? 'none' : 'update';
}
