/** Where a worker spends its time: the browser's own sampling profile as a short list of functions. */

const shown = 45;

/**
 * @param {import('@playwright/test').BrowserContext} context
 * @param {import('@playwright/test').Page} page
 * @returns {Promise<() => Promise<string>>} stops and tells; '' where the page has no worker yet
 */
export async function profileWorker(context, page) {
	const session = await context.newCDPSession(page);
	/** @type {string[]} */
	const workers = [];
	/** @type {Map<number, (result: any) => void>} */
	const answers = new Map();
	let calls = 0;
	session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
		if (targetInfo.type === 'worker') workers.push(sessionId);
	});
	session.on('Target.receivedMessageFromTarget', ({ message }) => {
		const { id, result } = JSON.parse(message);
		answers.get(id)?.(result);
	});
	await session.send('Target.setAutoAttach', {
		autoAttach: true,
		waitForDebuggerOnStart: false,
		flatten: false
	});
	const worker = workers[0];
	if (worker === undefined) return async () => '';
	/** @param {string} method @param {object} [params] @returns {Promise<any>} */
	const ask = (method, params = {}) =>
		new Promise((resolve) => {
			calls += 1;
			answers.set(calls, resolve);
			const message = JSON.stringify({ id: calls, method, params });
			void session.send('Target.sendMessageToTarget', { sessionId: worker, message });
		});
	await ask('Profiler.enable');
	await ask('Profiler.setSamplingInterval', { interval: 500 });
	await ask('Profiler.start');
	return async () => {
		const { profile } = await ask('Profiler.stop');
		await session.detach();
		return summary(profile);
	};
}

/** @param {{ nodes: any[], samples: number[], timeDeltas: number[] }} profile */
function summary({ nodes, samples, timeDeltas }) {
	const nameOf = new Map(
		nodes.map(({ id, callFrame }) => [
			id,
			`${callFrame.functionName || '(anonymous)'} ${callFrame.url.split('/').at(-1)}:${callFrame.lineNumber + 1}`
		])
	);
	/** @type {Map<string, number>} */
	const selfMs = new Map();
	samples.forEach((id, at) => {
		const name = nameOf.get(id) ?? '?';
		selfMs.set(name, (selfMs.get(name) ?? 0) + (timeDeltas[at] ?? 0) / 1000);
	});
	return [...selfMs]
		.sort(([, a], [, b]) => b - a)
		.slice(0, shown)
		.map(([name, ms]) => `${ms.toFixed(0).padStart(7)} ms  ${name}`)
		.join('\n');
}
