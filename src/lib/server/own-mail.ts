/** The registration mails of this server (Y9). */
import { env } from '$env/dynamic/private';
import { startBackground } from './background';
import { sendNext, type MailSender } from './mail/send';
import { openMailServer, type MailServerSettings } from './mail/smtp';
import { readMailSettings } from './mail/settings';
import { ownStore } from './own-store';
import { ownSecret } from './start-up';

const restMs = 2_000;
/** How long a server that is down is left alone. */
const downMs = 30_000;

/** Null where no mail server is set. Throws a sentence for the operator where it is set wrongly. */
export const ownMailSettings = (): MailServerSettings | null => readMailSettings(env);

export const ownOrigin = (): string => (env['ORIGIN'] ?? '').replace(/\/$/, '');

/** Throws a sentence for the operator where the settings are wrong. */
export function startMailing(): void {
	const settings = ownMailSettings();
	const server = settings && openMailServer(settings);
	const domain = settings?.domain ?? '';
	startBackground({
		name: 'sending mails',
		async round() {
			const secret = await ownSecret();
			const { database } = await ownStore();
			const sender: MailSender = {
				database,
				server,
				secret,
				domain,
				origin: ownOrigin(),
				clock: Date.now
			};
			const { taken, missed, isDown } = await sendNext(sender);
			if (isDown) return downMs * (0.5 + Math.random());
			if (taken > 0) return 0;
			return missed > 0 ? Math.random() * 100 : restMs;
		}
	});
}
