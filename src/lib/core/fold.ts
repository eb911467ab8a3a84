/** How the rows for one user become one change (P4), and which changes must travel together (Y2). */
import { actionIndex } from './decide';
import { samePerson, type Fold } from './persons';
import type { Person } from './plan-in-order';
import { planFlag, type Plan } from './plan-table';

/** Warns on rows that share a user, and makes rows unchanged whose effects cancel out. */
export function finishPerson(plan: Plan, person: Person, ring: number): Fold {
	const kind = foldKind(person);
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
		}
	}
	const { ordinal, rows, now, passwordRow } = person;
	return { ordinal, rows, after: now, passwordRow, kind, ring };
}

function foldKind({ now, before, passwordRow }: Person): Fold['kind'] {
	if (now === null) return 'delete';
	if (before === null) return 'create';
	if (passwordRow >= 0) return 'update';
	return samePerson(before, now) ? 'none' : 'update';
}

/** Numbers for the groups of persons of whom one takes a key that another had; persons alone have none. */
export function ringNumbers(persons: readonly Person[]): Map<Person, number> {
	const parent = new Map<Person, Person>();
	const root = (person: Person): Person => {
		let top = person;
		for (let up = parent.get(top); up !== undefined && up !== top; up = parent.get(top)) top = up;
		return top;
	};
	for (const person of persons) {
		for (const other of person.tookFrom) {
			if (other.rows.length === 0) continue;
			parent.set(root(person), root(other));
		}
	}
	const members = new Map<Person, Person[]>();
	for (const person of persons) {
		const top = root(person);
		const group = members.get(top);
		if (group) group.push(person);
		else members.set(top, [person]);
	}
	const numbers = new Map<Person, number>();
	let ring = 0;
	for (const group of members.values()) {
		if (group.length < 2) continue;
		for (const person of group) numbers.set(person, ring);
		ring += 1;
	}
	return numbers;
}
