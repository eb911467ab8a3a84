/** A browser opened again on the same profile: after a kill, or with less room on its disk. */
import type { BrowserContext, Page } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { expect, launchBrowser, type AppServer } from './fixtures';

export interface Place {
	readonly server: AppServer;
	/** The folder in which the browser keeps everything. */
	readonly profile: string;
}

export interface Opened {
	readonly context: BrowserContext;
	readonly page: Page;
	/** Bytes that this site keeps. */
	readonly used: () => Promise<number>;
	/** All the room there is again. The browser looks anew half a minute after it last did. */
	readonly freeRoom: () => Promise<void>;
}

/**
 * @param room bytes that this site may keep beyond what it keeps now; set before the app starts, since the browser asks
 * once and counts down from the answer for half a minute
 */
export async function reopen({ server, profile }: Place, room?: number): Promise<Opened> {
	const { origin } = server;
	const context = await launchBrowser(profile, { baseURL: origin, locale: 'en-GB' });
	const page = context.pages()[0] ?? (await context.newPage());
	const session = await context.newCDPSession(page);
	const used = async () => (await session.send('Storage.getUsageAndQuota', { origin })).usage;
	if (room !== undefined) {
		const quotaSize = (await used()) + room;
		await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
	}
	await page.goto('/');
	const freeRoom = async () => {
		await session.send('Storage.overrideQuotaForOrigin', { origin });
	};
	return { context, page, used, freeRoom };
}

/**
 * The id that the organisation's database on this device was given when it was made. Another one after a restart means
 * that the browser has thrown the database away and that the app has pulled a new one.
 */
export async function deviceOf(page: Page): Promise<unknown> {
	// A page has its title once the database is open; the frame around it stands before.
	await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
	return page.evaluate(async () => {
		const ready = <T>(request: IDBRequest<T>) =>
			new Promise<T>((done, failed) => {
				request.onsuccess = () => done(request.result);
				request.onerror = () => failed(new Error(String(request.error)));
			});
		const all = await indexedDB.databases();
		const name = all.map((one) => one.name ?? '').find((one) => one.includes('-org-'));
		if (name === undefined) return `none of ${all.length} databases is an organisation's`;
		const db = await ready(indexedDB.open(name));
		const entry: unknown = await ready(db.transaction('meta').objectStore('meta').get('deviceId'));
		db.close();
		return entry && typeof entry === 'object' && 'value' in entry ? entry.value : entry;
	});
}

/** All its processes at once, as when the power goes. */
export async function kill(context: BrowserContext): Promise<void> {
	const browser = context.browser();
	if (!browser) throw new Error('The browser is gone already');
	const session = await browser.newBrowserCDPSession();
	const { processInfo } = await session.send('SystemInfo.getProcessInfo');
	const gone = new Promise((resolve) => browser.once('disconnected', resolve));
	for (const { id } of processInfo) {
		try {
			process.kill(id, 'SIGKILL');
		} catch {
			// Its parent took it along.
		}
	}
	await gone;
	// One that still writes to the disk holds the files that the next browser opens.
	for (const { id } of processInfo) await ended(id);
}

async function ended(id: number): Promise<void> {
	for (let tries = 0; tries < 500 && isAlive(id); tries += 1) {
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	if (isAlive(id)) throw new Error(`Process ${String(id)} outlived its kill`);
}

function isAlive(id: number): boolean {
	try {
		// A zombie holds nothing any more; where there is no /proc, the signal tells.
		const stat = readFileSync(`/proc/${String(id)}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
	} catch {
		if (existsSync('/proc/self')) return false;
	}
	try {
		return process.kill(id, 0);
	} catch {
		return false;
	}
}
