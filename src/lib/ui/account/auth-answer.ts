/** Reads what `/api/auth` answers. Apart from the asking, since schemas are heavy and the first screen does without them. */
import { z } from 'zod';
import { accountSchema, type Account } from '../../storage/meta';
import { authCodes, type AuthCode } from './auth-request';

const answerSchema = z.object({ account: accountSchema });
const refusalSchema = z.object({ code: z.enum(authCodes).catch('bug') }).catch({ code: 'bug' });

/** Null for what is no account: a hotel's sign-in page answers too. */
export function readAccount(body: unknown): Account | null {
	return answerSchema.safeParse(body).data?.account ?? null;
}

export function readRefusal(body: unknown): AuthCode {
	return refusalSchema.parse(body).code;
}
