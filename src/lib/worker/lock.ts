/** What came from the server is shown only for a while after somebody signed in here (X2). Reading, checking and saving go on. */
import { Failure } from '../core/failure';
import { rulesOf } from '../storage/meta';
import type { Context } from './context';
import type { RequestName } from './protocol';

const hourMs = 3600_000;
/** A clock that was set back by more than this is no clock to go by. */
const leewayMs = 5 * 60_000;

type Held = Pick<Context, 'name' | 'account' | 'signedInAt' | 'nowMs'>;

/** When it is locked, in milliseconds; null for a database that nothing of a server is in. */
export function locksAtMs({ name, account, signedInAt }: Held): number | null {
	if (!account || !name.startsWith('org-')) return null;
	const signedInMs = signedInAt === null ? NaN : Date.parse(signedInAt);
	return Number.isNaN(signedInMs) ? 0 : signedInMs + rulesOf(account).lockHours * hourMs;
}

export function isLocked(held: Held): boolean {
	const locksAt = locksAtMs(held);
	if (locksAt === null) return false;
	const now = held.nowMs();
	return now >= locksAt || now < Date.parse(held.signedInAt ?? '') - leewayMs;
}

/** Stands for a value that is not shown. */
export const hiddenText = '•••';

/** A text of a stored user, or what stands for it while nothing of a server is shown. */
export function unlessLocked(held: Held, text: string): string {
	return isLocked(held) ? hiddenText : text;
}

/** Requests that show stored users. */
const showing: ReadonlySet<RequestName> = new Set<RequestName>([
	'users',
	'user',
	'userTimeline',
	'saveUser',
	'deleteUser',
	'restoreUser',
	'exportUsers',
	'countChosen',
	'newPasswords',
	'thumbnail',
	'attention',
	'attentionEntry',
	'settleAttention',
	'undoPreview',
	'undoUpload',
	'undoLines',
	'undoReport'
]);

/** @throws Failure 'locked' */
export function requireUnlocked(held: Held | null, name: RequestName): void {
	if (held && showing.has(name) && isLocked(held)) throw new Failure('locked');
}
