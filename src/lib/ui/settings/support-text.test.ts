import { describe, expect, test } from 'vitest';
import { supportText, type SupportFacts } from './support-text';

const facts: SupportFacts = {
	support: {
		deviceId: '01991c2e-0000-7000-8000-000000000001',
		storageVersion: 6,
		changeSchema: 1,
		contacts: { pull: { at: '2026-11-30T10:00:00.000Z', status: 200 }, push: null },
		sealingKey: 'ab12',
		counts: {
			users: 1113,
			exams: 2,
			uploads: 3,
			drafts: 1,
			unsent: 613,
			attention: 2,
			photos: 42,
			photosWaiting: 7,
			envelopes: 4,
			reports: 0
		}
	},
	appVersion: '0.1.0',
	serverVersion: null,
	database: 'org-9b1c',
	role: 'admin',
	network: 'offline',
	send: 'offline',
	lastError: { stop: 'wait', status: 503 },
	storage: { usage: 212_000_000, quota: 24_000_000_000 },
	isStorageKept: true,
	userAgent: 'Safari',
	languages: ['en-GB'],
	at: new Date('2026-11-30T10:49:00Z')
};

describe('A7 support details', () => {
	const text = supportText(facts);
	test.each([
		'Muster: 0.1.0',
		'Server: not known',
		'Device: 01991c2e-0000-7000-8000-000000000001',
		'Database: organisation',
		'Last error: wait 503',
		'Last pull: 2026-11-30T10:00:00.000Z 200',
		'Last push: never',
		'Storage: 212.0 MB of 24000.0 MB',
		'unsent: 613'
	])('say “%s”', (line) => expect(text.split('\n')).toContain(line));
	test('leave out which organisation it is', () => expect(text).not.toContain('9b1c'));
});
