/**
 * Another tab of a device, driven by the requests that its worker takes: a hundred edits that would take minutes by hand
 * take seconds, with the worker, the database and the network of the real browser.
 */
import type { Page } from '@playwright/test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseName, RequestName, Requests } from '../../src/lib/worker/protocol';

export interface Driver {
	readonly page: Page;
	readonly ask: <N extends RequestName>(
		name: N,
		ask: Requests[N]['ask']
	) => Promise<Requests[N]['answer']>;
	/** Reads a CSV of these lines into an exam, with the settings of the last upload. */
	readonly read: (lines: readonly string[], examId: string) => Promise<Requests['read']['answer']>;
}

interface Held {
	driver: (name: string, ask: object, lines: readonly string[] | null) => Promise<unknown>;
}

export async function driverOf(page: Page, build: string): Promise<Driver> {
	const folder = join(build, 'client/_app/immutable/workers');
	const file = readdirSync(folder).find((name) => /^worker-.*\.js$/.test(name)) ?? '';
	await page.evaluate((path) => {
		const worker = new Worker(path, { type: 'module' });
		let lastId = 0;
		(globalThis as unknown as Held).driver = (name, ask, lines) => {
			const id = (lastId += 1);
			const file = lines && { file: new File([lines.join('\r\n')], 'driven.csv') };
			return new Promise((resolve, reject) => {
				const heard = ({ data }: MessageEvent<Record<string, unknown>>) => {
					if (data['id'] !== id) return;
					worker.removeEventListener('message', heard);
					if ('failure' in data) reject(new Error(JSON.stringify(data['failure'])));
					else resolve(data['answer']);
				};
				worker.addEventListener('message', heard);
				worker.postMessage({ id, name, ask: { ...ask, ...file } });
			});
		};
	}, `/_app/immutable/workers/${file}`);
	const tell = (name: string, ask: object, lines: readonly string[] | null) =>
		page.evaluate(
			([asked, with_, of]) => (globalThis as unknown as Held).driver(asked, with_, of),
			[name, ask, lines] as const
		);
	const database = await page.evaluate(() => localStorage.getItem('muster-organisation'));
	await tell('open', { database: database as DatabaseName }, null);
	return {
		page,
		ask: (name, ask) => tell(name, ask, null) as never,
		read: (lines, examId) => tell('read', { examId }, lines) as never
	};
}

/** Waits until all that may be sent is settled: what waits for a word waits on. */
export async function settled({ ask, page }: Driver): Promise<void> {
	await ask('wake', { trigger: 'online' });
	for (let looks = 0; looks < 600; looks += 1) {
		const { unsent, replanned } = await ask('state', {});
		const { oldestUnsentAt, state } = await ask('sync', {});
		const held = replanned.reduce((sum, { rows }) => sum + rows, 0);
		if (state === 'idle' && unsent === held && (held > 0 || oldestUnsentAt === null)) return;
		await page.waitForTimeout(100);
	}
	throw new Error('not settled within a minute');
}
