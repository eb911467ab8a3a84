import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { componentsInOrder, placesOf } from './order';

const graph = (edges: Record<string, string>) =>
	new Map(Object.entries(edges).map(([node, others]) => [node, new Set(others)]));

describe('Y2 changes that free a key go first', () => {
	test.each([
		['a takes from b', { a: 'b' }, ['b', 'a']],
		['a chain, whatever its order in the file', { b: 'c', a: 'b' }, ['c', 'b', 'a']],
		['a swap', { a: 'b', b: 'a' }, ['ba']],
		['a ring of three', { a: 'b', b: 'c', c: 'a' }, ['cba']],
		['one who takes what a swap frees', { x: 'a', a: 'b', b: 'a' }, ['ba', 'x']],
		['two keys from two users', { a: 'bc', b: 'c' }, ['c', 'b', 'a']]
	])('%s', (_, edges, expected) => {
		const found = componentsInOrder(graph(edges)).map((nodes) =>
			nodes.sort((a, b) => b.localeCompare(a)).join('')
		);
		expect(found).toEqual(expected.map((nodes) => [...nodes].sort().reverse().join('')));
	});

	test('only rings get a number, chains get turns alone', () => {
		const places = placesOf(graph({ a: 'b', p: 'q', q: 'p' }));
		expect(places.get('a')).toEqual({ turn: 1, ring: -1 });
		expect(places.get('b')).toEqual({ turn: 0, ring: -1 });
		expect(places.get('p')?.ring).toBe(0);
		expect(places.get('q')?.ring).toBe(0);
	});

	test('a chain as long as a file needs no stack', () => {
		const long = new Map(
			Array.from({ length: 200_000 }, (_, node) => [node, new Set([node + 1])] as const)
		);
		const order = componentsInOrder(long);
		expect([order.length, order[0], order.at(-1)]).toEqual([200_001, [200_000], [0]]);
	});

	test('in any graph nothing stands before what it waits for, but in its own ring', () => {
		const node = fc.integer({ min: 0, max: 9 });
		fc.assert(
			fc.property(fc.array(fc.tuple(node, node), { maxLength: 25 }), (edges) => {
				const waitsFor = new Map<number, Set<number>>();
				for (const [from, to] of edges) {
					if (from !== to) waitsFor.set(from, (waitsFor.get(from) ?? new Set()).add(to));
				}
				const place = new Map<number, number>();
				componentsInOrder(waitsFor).forEach((nodes, index) => {
					for (const one of nodes) place.set(one, index);
				});
				const reaches = (from: number, to: number, seen = new Set<number>()): boolean =>
					from === to ||
					[...(waitsFor.get(from) ?? [])].some(
						(next) => !seen.has(next) && reaches(next, to, seen.add(next))
					);
				for (const [from, others] of waitsFor) {
					for (const to of others) {
						const [mine = -1, its = -1] = [place.get(from), place.get(to)];
						expect(reaches(to, from) ? mine === its : its < mine).toBe(true);
					}
				}
			})
		);
	});
});
