/**
 * What is asked for as soon as the code is there: the words and what this device holds. Both are answered beside what is
 * still to be drawn; asked for when the frame stood, the page inside it came 0.2 s later on a slow tablet.
 */
import { app } from './app.svelte';
import { appUpdate } from './app-update.svelte';
import { connection } from './connection.svelte';
import { language } from './language.svelte';
import { notices } from './notices.svelte';
import { session } from './session.svelte';
import { install } from './settings/install.svelte';
import { sync } from './sync.svelte';

/** Pages for users of exams, who have nothing to do with Muster: no bars, and nothing is kept on their device (Y11). */
export const isForUsers = (path: string) => /^\/set-up\/(?!admin\/)/.test(path);

export const words = language.start();
/** Settles when the database is open, or is known not to open; null where none is to be. */
export const opened = isForUsers(location.pathname) ? null : open();

async function open(): Promise<void> {
	for (const one of [appUpdate, connection, install, notices, session, sync]) one.watch();
	await app.open();
}
