import { expect, test } from 'vitest';
import { issue } from '../../core/issue';
import { damageOf } from './damage';

const group = (id: string, found: ReturnType<typeof issue>, rows: number) => ({
	id,
	issue: found,
	rows
});

test('F2 damage is told by what can be done about it; other problems are none', () => {
	const problems = [
		group('a', issue('number_damage', 'error', 'clientId'), 2),
		group('b', issue('error_value', 'error', 'email', { value: '#N/A' }), 1),
		group('c', issue('unwrapped', 'note', 'clientId'), 5),
		group('d', issue('email_typo', 'warning', 'email'), 7)
	];
	const fileIssues = [issue('zeros_lost', 'warning', 'clientId', { rows: 30 })];
	const damage = damageOf({ problems, fileIssues });
	expect(damage.map(({ kind, rows }) => [kind, rows])).toEqual([
		['repaired', 5],
		['repairable', 30],
		['lost', 3]
	]);
});
