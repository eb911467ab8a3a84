/** Two organisations with people who are signed in, for tests of the endpoints. */
import { randomUUID } from 'node:crypto';
import type { AccountRole } from '../../src/lib/core/roles';
import type { Store } from '../../src/lib/server/database';
import { createOrganisation } from '../../src/lib/server/organisations';
import { createSetUpLink } from '../../src/lib/server/set-up';
import { ask, cookieOf } from './api';

export const accountPassword = 'correct horse battery';

export interface Person {
	readonly accountId: string;
	readonly email: string;
	readonly cookie: string;
}

export interface Institute {
	readonly id: string;
	readonly people: Readonly<Record<AccountRole, Person>>;
}

export async function openInstitute({ database }: Store): Promise<Institute> {
	const nowMs = Date.now();
	const id = await createOrganisation(database, { name: `Institute ${randomUUID()}`, nowMs });
	const join = async (role: AccountRole) => {
		const token = await createSetUpLink(database, { organisationId: id, role, nowMs });
		return setUp(token);
	};
	return {
		id,
		people: {
			admin: await join('admin'),
			uploader: await join('uploader'),
			viewer: await join('viewer')
		}
	};
}

export async function setUp(token: string): Promise<Person> {
	const email = `${randomUUID()}@example.org`;
	const body = { token, name: 'Ines', email, password: accountPassword };
	const answer = await ask({ method: 'POST', path: '/api/auth/set-up', body });
	if (answer.status !== 200) throw new Error(`not set up: ${await answer.text()}`);
	return personOf(answer, email);
}

/** @param cookie of the browser, from before */
export async function signIn(email: string, cookie: string | null = null): Promise<Person> {
	const body = { email, password: accountPassword };
	const answer = await ask({ method: 'POST', path: '/api/auth/sign-in', body, cookie });
	if (answer.status !== 200) throw new Error(`not signed in: ${await answer.text()}`);
	return personOf(answer, email);
}

async function personOf(answer: Response, email: string): Promise<Person> {
	const { account } = (await answer.json()) as { account: { id: string } };
	return { accountId: account.id, email, cookie: cookieOf(answer) };
}
