/**
 * In which order changes are sent when one takes a key that another frees (Y2): what frees goes first, and only changes
 * that wait for each other in a ring travel as a group.
 */

/** Where a change stands among those whose order matters; -1/-1 for the others. */
export interface Place {
	readonly turn: number;
	/** Changes of one number are applied or refused together; -1 for none. */
	readonly ring: number;
}

export const anywhere: Place = { turn: -1, ring: -1 };

/** Tarjan's components, by a stack of its own: a chain may be as long as the file. */
interface Visit<T> {
	readonly node: T;
	readonly next: Iterator<T, undefined>;
	readonly index: number;
	low: number;
}

/**
 * @param waitsFor by node: those that must go before it
 * @returns components, each after all that it waits for; more than one node in a component is a ring
 */
export function componentsInOrder<T>(waitsFor: ReadonlyMap<T, ReadonlySet<T>>): T[][] {
	const indexes = new Map<T, number>();
	const open: T[] = [];
	const isOpen = new Set<T>();
	const components: T[][] = [];

	const enter = (node: T): Visit<T> => {
		const index = indexes.size;
		indexes.set(node, index);
		open.push(node);
		isOpen.add(node);
		return { node, next: (waitsFor.get(node) ?? new Set<T>()).values(), index, low: index };
	};

	const leave = ({ node, index, low }: Visit<T>): void => {
		if (low !== index) return;
		const component = open.splice(open.lastIndexOf(node));
		for (const member of component) isOpen.delete(member);
		components.push(component);
	};

	for (const start of waitsFor.keys()) {
		if (indexes.has(start)) continue;
		const path = [enter(start)];
		for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
			const step: IteratorResult<T, undefined> = visit.next.next();
			if (step.done) {
				path.pop();
				leave(visit);
				const parent = path.at(-1);
				if (parent) parent.low = Math.min(parent.low, visit.low);
			} else if (!indexes.has(step.value)) path.push(enter(step.value));
			else if (isOpen.has(step.value)) {
				visit.low = Math.min(visit.low, indexes.get(step.value) as number);
			}
		}
	}
	return components;
}

/** Turns and rings of all that wait for another, or that another waits for. */
export function placesOf<T>(waitsFor: ReadonlyMap<T, ReadonlySet<T>>): Map<T, Place> {
	const places = new Map<T, Place>();
	let rings = 0;
	for (const component of componentsInOrder(waitsFor)) {
		const isRing = component.length > 1;
		for (const node of component)
			places.set(node, { turn: places.size, ring: isRing ? rings : -1 });
		if (isRing) rings += 1;
	}
	return places;
}
