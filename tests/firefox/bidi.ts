/**
 * Drives the Firefox of the system by WebDriver BiDi: Playwright has its own build only. Nothing but what the main job
 * needs: pages, scripts, clicks and typing as a person's, files into a chooser's field.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['firefox-esr', 'firefox'];

/** Named by FIREFOX, else the first one on PATH. */
export function findFirefox(): string | undefined {
	const named = process.env['FIREFOX'];
	if (named) return existsSync(named) ? named : undefined;
	const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
	return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

type Params = Readonly<Record<string, unknown>>;
type Send = <T>(method: string, params: Params) => Promise<T>;

interface Answer {
	readonly id?: number;
	readonly result?: unknown;
	readonly error?: string;
	readonly message?: string;
}

/** One question after the other or side by side: answers are told apart by their number. */
async function connect(address: string): Promise<{ send: Send; close: () => void }> {
	const socket = new WebSocket(address);
	await once(socket, 'open');
	const waiting = new Map<number, (answer: Answer) => void>();
	socket.addEventListener('message', ({ data }) => {
		const answer = JSON.parse(String(data)) as Answer;
		if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
	});
	let last = 0;
	const send: Send = async <T>(method: string, params: Params) => {
		last += 1;
		const id = last;
		const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
		socket.send(JSON.stringify({ id, method, params }));
		const { error, message, result } = await answered;
		waiting.delete(id);
		if (error) throw new Error(`${method}: ${error}: ${message ?? ''}`);
		return result as T;
	};
	return { send, close: () => socket.close() };
}

export interface FirefoxPage {
	goto(url: string): Promise<void>;
	reload(): Promise<void>;
	/** By role and accessible name, once it is there. */
	click(role: string, name: string): Promise<void>;
	type(role: string, name: string, text: string): Promise<void>;
	/** Firefox gives fields of passwords no role. */
	typePassword(text: string): Promise<void>;
	/** The main button of the open dialog. */
	submitDialog(): Promise<void>;
	/** Into the page's file field. */
	giveFile(path: string): Promise<void>;
	/** What an expression gives, as JSON. */
	evaluate<T>(expression: string): Promise<T>;
	/** Waits until the page says it. */
	reads(text: string): Promise<void>;
	close(): Promise<void>;
}

const patienceMs = 60_000;

/** Asks again until there is something, or it has taken too long. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
	const until = Date.now() + patienceMs;
	for (;;) {
		const found = await ask();
		if (found !== undefined && found !== false) return found;
		if (Date.now() > until) throw new Error(`waited in vain for ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

interface Node {
	readonly sharedId: string;
}

export async function launchFirefox(profile: string): Promise<FirefoxPage> {
	const program = findFirefox();
	if (!program) throw new Error('Firefox is missing: install firefox-esr, or name one by FIREFOX.');
	const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
	const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
	const address = await new Promise<string>((resolve, reject) => {
		let said = '';
		child.stderr.on('data', (chunk) => {
			said += String(chunk);
			const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
			if (found) resolve(found);
		});
		child.once('exit', () => reject(new Error(`Firefox ended: ${said}`)));
	});
	const { send, close } = await connect(`${address}/session`);
	await send('session.new', { capabilities: {} });
	const tree = await send<{ contexts: { context: string }[] }>('browsingContext.getTree', {});
	const context = tree.contexts[0]?.context ?? '';
	return {
		...pageOf(send, context),
		async close() {
			const ended = once(child, 'exit');
			await send('browser.close', {}).catch(() => child.kill());
			close();
			await ended;
		}
	};
}

function pageOf(send: Send, context: string): Omit<FirefoxPage, 'close'> {
	const evaluate = async <T>(expression: string) => {
		const answer = await send<{ result: { value?: string }; exceptionDetails?: { text: string } }>(
			'script.evaluate',
			{
				expression: `(async () => JSON.stringify(await (${expression})) ?? 'null')()`,
				target: { context },
				awaitPromise: true
			}
		);
		if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.text);
		return JSON.parse(answer.result.value ?? 'null') as T;
	};
	const locate = async (locator: Params) => {
		const { nodes } = await send<{ nodes: Node[] }>('browsingContext.locateNodes', {
			context,
			locator
		});
		return nodes;
	};
	const find = (role: string, name: string) =>
		eventually(`${role} "${name}"`, async () => {
			const nodes = await locate({ type: 'accessibility', value: { role, name } });
			return nodes[0];
		});
	const findByCss = (value: string) =>
		eventually(value, async () => (await locate({ type: 'css', value }))[0]);
	const click = async (role: string, name: string) => clickOn(await find(role, name));
	const clickOn = async (node: Node) => {
		const origin = { type: 'element', element: { sharedId: node.sharedId } };
		await call('(node) => node.scrollIntoView({ block: "center", behavior: "instant" })', node);
		const actions = [
			{ type: 'pointerMove', x: 0, y: 0, origin },
			{ type: 'pointerDown', button: 0 },
			{ type: 'pointerUp', button: 0 }
		];
		await send('input.performActions', {
			context,
			actions: [{ type: 'pointer', id: 'mouse', actions }]
		});
	};
	const call = (declaration: string, node: Node, ...more: string[]) =>
		send('script.callFunction', {
			functionDeclaration: declaration,
			arguments: [{ sharedId: node.sharedId }, ...more.map((value) => ({ type: 'string', value }))],
			target: { context },
			awaitPromise: true
		});
	const typeKeys = async (text: string) => {
		const keys = [...text].flatMap((value) => [
			{ type: 'keyDown', value },
			{ type: 'keyUp', value }
		]);
		await send('input.performActions', {
			context,
			actions: [{ type: 'key', id: 'keys', actions: keys }]
		});
	};
	return {
		evaluate,
		click,
		goto: async (url) => {
			await send('browsingContext.navigate', { context, url, wait: 'complete' });
		},
		reload: async () => {
			await send('browsingContext.reload', { context, wait: 'complete' });
		},
		type: async (role, name, text) => {
			await click(role, name);
			await typeKeys(text);
		},
		typePassword: async (text) => {
			await clickOn(await findByCss('input[type=password]'));
			await typeKeys(text);
		},
		submitDialog: async () => clickOn(await findByCss('dialog[open] button[type=submit]')),
		giveFile: async (path) => {
			const [element] = await locate({ type: 'css', value: 'input[type=file]' });
			if (!element) throw new Error('no field for files');
			await send('input.setFiles', { context, element, files: [path] });
		},
		reads: async (text) => {
			const asked = `document.body.innerText.includes(${JSON.stringify(text)})`;
			await eventually(`"${text}"`, async () => (await evaluate<boolean>(asked)) || undefined);
		}
	};
}
