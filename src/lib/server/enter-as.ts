/** Begins a session of an account that has proved itself otherwise. Called by this server alone: it has no address. */
import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';

export const enterAs = {
	id: 'muster-enter-as',
	endpoints: {
		enterAs: createAuthEndpoint(
			{ method: 'POST', body: z.object({ accountId: z.string() }) },
			async (context) => {
				const { internalAdapter } = context.context;
				const user = await internalAdapter.findUserById(context.body.accountId);
				if (!user) throw new Error('an account with a passkey was not found');
				const session = await internalAdapter.createSession(user.id);
				await setSessionCookie(context, { session, user });
				return context.json({ ok: true });
			}
		)
	}
} satisfies BetterAuthPlugin;
