export async function timed<T>(work: () => Promise<T>): Promise<[result: T, ms: number]> {
	const started = performance.now();
	return [await work(), performance.now() - started];
}

/** The longest time in which the page could not have answered a tap, until the function given is called. */
export function watchGaps(): () => number {
	const { port1, port2 } = new MessageChannel();
	let last = performance.now();
	let longest = 0;
	let isOn = true;
	port1.onmessage = () => {
		const now = performance.now();
		longest = Math.max(longest, now - last);
		last = now;
		if (isOn) port2.postMessage(null);
	};
	port2.postMessage(null);
	return () => {
		isOn = false;
		return longest;
	};
}
