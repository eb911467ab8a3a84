/** Passkeys with Chromium's virtual authenticator (X1). They need a name as address, so the server listens at localhost. */
import { expectAccessible } from './accessible';
import { admin, open, setUpAdmin } from './devices';
import { expect, test } from './fixtures';

test.use({ host: 'localhost' });

test('X1 a passkey is added, signs in without email or password, and after its removal no more', async ({
	page,
	server,
	context,
	consoleErrors
}) => {
	test.setTimeout(120_000);
	const cdp = await context.newCDPSession(page);
	await cdp.send('WebAuthn.enable');
	const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			isUserVerified: true,
			automaticPresenceSimulation: true
		}
	});
	await page.goto('/');
	await setUpAdmin(page, server);
	await open(page, 'Settings');
	await page.getByRole('link', { name: 'Passkeys' }).click();
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await expect(page.getByRole('button', { name: 'Remove…' })).toBeVisible();
	await expectAccessible(page, 'passkeys');
	const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
	expect(credentials).toHaveLength(1);
	expect(credentials[0]?.isResidentCredential).toBe(true);

	await context.clearCookies();
	await page.goto('/sign-in');
	await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
	await expect(page.getByRole('heading', { name: 'Upload users' })).toBeVisible();
	await open(page, 'Settings');
	await expect(page.getByText(admin.email)).toBeVisible();

	await page.getByRole('link', { name: 'Passkeys' }).click();
	await expect(page.getByText(/Last used/)).toBeVisible();
	await page.getByRole('button', { name: 'Remove…' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Remove the passkey' }).click();
	await expect(page.getByRole('button', { name: 'Remove…' })).toHaveCount(0);
	await context.clearCookies();
	await page.goto('/sign-in');
	await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
	await expect(page.getByText('The passkey was not taken.')).toBeVisible();
	// The browser reports the refusals, which are meant.
	consoleErrors.length = 0;
});
