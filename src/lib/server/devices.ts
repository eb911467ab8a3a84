/**
 * Devices (X5): each browser that signs in carries a cookie of its own, which outlives its sessions. One that was revoked
 * is told so by it at its next contact, and wipes itself.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { sha256 } from './canonical';
import type { Database } from './database';
import type { Session } from './session';

export const deviceCookie = 'muster.device';

const lifeSeconds = 400 * 24 * 60 * 60;
export const longestDeviceName = 100;

/** The device's token among the cookies of a request. */
export function deviceToken(cookie: string | null): string | null {
	for (const part of cookie?.split(';') ?? []) {
		const [name, value] = part.trim().split('=', 2);
		if (name === deviceCookie && value && /^[\w-]{43}$/.test(value)) return value;
	}
	return null;
}

interface Entered {
	readonly session: Session;
	readonly sessionId: string;
	/** Of the request; null on a browser that never signed in. */
	readonly token: string | null;
	readonly name: string;
	readonly isSecure: boolean;
	readonly nowMs: number;
}

/** After a sign-in. Tells the line for `set-cookie`. */
export async function registerDevice(database: Database, entered: Entered): Promise<string> {
	const { session, sessionId, name, nowMs } = entered;
	const { organisationId, accountId } = session;
	const at = new Date(nowMs).toISOString();
	const now = { account_id: accountId, session_id: sessionId, last_seen_at: at };
	const known = entered.token && (await renew(database, organisationId, entered.token, now));
	const token = known ? entered.token : randomBytes(32).toString('base64url');
	if (!known) {
		const made = {
			id: randomUUID(),
			token_hash: sha256(token),
			name: name.slice(0, longestDeviceName)
		};
		await database
			.insertInto('devices')
			.values({
				organisation_id: organisationId,
				...made,
				...now,
				created_at: at,
				revoked_at: null,
				told_at: null,
				is_own: 0
			})
			.execute();
	}
	const secure = entered.isSecure ? '; Secure' : '';
	return `${deviceCookie}=${token}; Max-Age=${lifeSeconds}; Path=/; HttpOnly; SameSite=Strict${secure}`;
}

/** False for a device that is not known here, or was revoked: it gets a new name. */
async function renew(
	database: Database,
	organisationId: string,
	token: string,
	now: { account_id: string; session_id: string; last_seen_at: string }
): Promise<boolean> {
	const held = await database
		.selectFrom('devices')
		.select(['id', 'session_id'])
		.where('organisation_id', '=', organisationId)
		.where('token_hash', '=', sha256(token))
		.where('revoked_at', 'is', null)
		.executeTakeFirst();
	if (!held) return false;
	await database
		.updateTable('devices')
		.set(now)
		.where('organisation_id', '=', organisationId)
		.where('id', '=', held.id)
		.execute();
	// The browser has forgotten its former session.
	if (held.session_id)
		await database.deleteFrom('sessions').where('id', '=', held.session_id).execute();
	return true;
}

const seenEveryMs = 5 * 60 * 1000;
const mostRemembered = 10_000;
const seenMs = new Map<string, number>();

/** Notes that a device was seen; written down every five minutes at most. */
export async function noteSeen(
	database: Database,
	sessionId: string,
	nowMs: number
): Promise<void> {
	if (nowMs - (seenMs.get(sessionId) ?? -Infinity) < seenEveryMs) return;
	if (seenMs.size >= mostRemembered) seenMs.clear();
	seenMs.set(sessionId, nowMs);
	await database
		.updateTable('devices')
		.set({ last_seen_at: new Date(nowMs).toISOString() })
		.where('session_id', '=', sessionId)
		.execute();
}

export async function leaveDevice(database: Database, sessionId: string): Promise<void> {
	await database
		.updateTable('devices')
		.set({ session_id: null })
		.where('session_id', '=', sessionId)
		.execute();
}

/** Whether the device that holds this token was revoked at this organisation; notes that it has heard so. */
export async function isRevoked(
	database: Database,
	{ token, organisationId, nowMs }: { token: string; organisationId: string; nowMs: number }
): Promise<boolean> {
	const row = await database
		.selectFrom('devices')
		.select(['id', 'told_at'])
		.where('organisation_id', '=', organisationId)
		.where('token_hash', '=', sha256(token))
		.where('revoked_at', 'is not', null)
		.executeTakeFirst();
	if (!row) return false;
	if (row.told_at === null) {
		await database
			.updateTable('devices')
			.set({ told_at: new Date(nowMs).toISOString() })
			.where('organisation_id', '=', organisationId)
			.where('id', '=', row.id)
			.execute();
	}
	return true;
}

/** What a device may know of itself, by the session that it asks under; null where it has no name here. */
export async function deviceOfSession(
	database: Database,
	sessionId: string
): Promise<{ readonly id: string; readonly name: string; readonly isShared: boolean } | null> {
	const row = await database
		.selectFrom('devices')
		.select(['id', 'name', 'is_own'])
		.where('session_id', '=', sessionId)
		.executeTakeFirst();
	return row ? { id: row.id, name: row.name, isShared: row.is_own === 0 } : null;
}
