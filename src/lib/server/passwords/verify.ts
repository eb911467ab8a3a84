/** Whether a password is a user's (Y11), for the exam system. Hashes never leave. */
import { verify } from '@node-rs/argon2';
import { z } from 'zod';
import { keyOf } from '../accept/rows';
import { hashPassword } from '../auth';
import { sha256 } from '../canonical';
import { passwordLimits } from '../../core/passwords';
import { countTry } from '../rate-limit';
import { Refusal } from '../refusal';
import type { Service } from '../session';
import { hashNext, type HashQueue } from './hash-queue';

export interface Verdict {
	readonly answer: 'yes' | 'no' | 'must_change';
}

/** A minute: for one user, whatever key asks, and for one key. */
export const verifyLimits = { user: 10, key: 600, windowSeconds: 60 } as const;

const requestSchema = z.object({
	username: z.string().min(1).max(254),
	password: z.string().min(1).max(passwordLimits.most)
});

/** What an unknown user's password is compared with, so that the answer takes as long. */
let nobodysHash: Promise<string> | undefined;

/**
 * @throws {Refusal} `malformed`, `too_many_requests`, `unavailable` (the user's password is
 * being hashed by another process just now)
 */
export async function verifyPassword(
	queue: HashQueue,
	service: Service,
	body: unknown
): Promise<Verdict> {
	const read = requestSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	const { organisationId } = service;
	const key = keyOf('username', read.data.username) ?? '';
	await limit(queue, service, key);
	const user = await queue.database
		.selectFrom('users')
		.select(['id', 'must_change_password'])
		.where('organisation_id', '=', organisationId)
		.where('username_key', '=', key)
		.where('deleted_at', 'is', null)
		.executeTakeFirst();
	const hash = user ? await hashOf(queue, { organisationId, userId: user.id }) : null;
	nobodysHash ??= hashPassword('nobody has this one');
	const isRight = await verify(hash ?? (await nobodysHash), read.data.password);
	if (!user || hash === null || !isRight) return { answer: 'no' };
	return { answer: user.must_change_password === 1 ? 'must_change' : 'yes' };
}

async function limit(
	{ database, clock }: HashQueue,
	{ keyId, organisationId }: Service,
	usernameKey: string
): Promise<void> {
	const { windowSeconds, user, key } = verifyLimits;
	const within = { windowSeconds, nowMs: clock() };
	await countTry(database, { ...within, key: `verify|${keyId}`, tries: key });
	const who = sha256(`${organisationId} ${usernameKey}`);
	await countTry(database, { ...within, key: `verify|${who}`, tries: user });
}

/** A password that still lies sealed is hashed out of turn: the older one would be a wrong answer. */
async function hashOf(
	queue: HashQueue,
	user: { organisationId: string; userId: string }
): Promise<string | null> {
	while ((await hashNext(queue, user)).taken > 0);
	const at = { organisation_id: user.organisationId, user_id: user.userId };
	const pending = await queue.database
		.selectFrom('passwords_pending')
		.select('change_id')
		.where('organisation_id', '=', at.organisation_id)
		.where('user_id', '=', at.user_id)
		.executeTakeFirst();
	if (pending) throw new Refusal('unavailable');
	const row = await queue.database
		.selectFrom('user_passwords')
		.select('hash')
		.where('organisation_id', '=', at.organisation_id)
		.where('user_id', '=', at.user_id)
		.executeTakeFirst();
	return row?.hash ?? null;
}
