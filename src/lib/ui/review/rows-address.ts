/** Which rows are shown, as the address of the page says it: a reload, and "Back", bring the same. */
import { actions, rowOrders, type RowFilter, type RowSort } from '../../worker/protocol';

const levels = ['error', 'warning', 'note'] as const;

export function rowsAddress(filter: RowFilter, sort: RowSort | null): string {
	const entries: [string, string | undefined][] = [
		['action', filter.action],
		['level', filter.level],
		['problem', filter.problem],
		['search', filter.search],
		['sort', sort?.by],
		['down', sort?.descending ? '1' : undefined]
	];
	const set = entries.filter((entry): entry is [string, string] => !!entry[1]);
	return set.length === 0 ? '' : `?${new URLSearchParams(set).toString()}`;
}

/** What nobody could have chosen is left out. */
export function rowsOfAddress(search: string): {
	readonly filter: RowFilter;
	readonly sort: RowSort | null;
} {
	const values = new URLSearchParams(search);
	const one = <T extends string>(name: string, all: readonly T[]) =>
		all.find((each) => each === values.get(name));
	const text = (name: string) => values.get(name) ?? undefined;
	const by = one('sort', rowOrders);
	return {
		filter: {
			action: one('action', actions),
			level: one('level', levels),
			problem: text('problem'),
			search: text('search')
		},
		sort: by ? { by, descending: values.has('down') } : null
	};
}
