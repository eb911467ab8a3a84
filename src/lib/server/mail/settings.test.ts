import { expect, test } from 'vitest';
import { readMailSettings } from './settings';

const url = 'smtps://user:pa%40ss@smtp.example:465';

test('Y9 without SMTP_URL there is no mail server', () => {
	expect(readMailSettings({ MAIL_FROM: 'exams@example.org' })).toBeNull();
});
test.each([
	['Exams <exams@example.org>', 'example.org'],
	['exams@mail.example', 'mail.example']
])('Y9 MAIL_FROM %s', (from, domain) => {
	expect(readMailSettings({ SMTP_URL: url, MAIL_FROM: from })).toEqual({ url, from, domain });
});
test.each([
	[{ SMTP_URL: url }],
	[{ SMTP_URL: url, MAIL_FROM: 'Exams' }],
	[{ SMTP_URL: url, MAIL_FROM: 'a@b.example, c@d.example' }],
	[{ SMTP_URL: 'smtp.example', MAIL_FROM: 'exams@example.org' }],
	[{ SMTP_URL: 'https://smtp.example', MAIL_FROM: 'exams@example.org' }]
])('Y9 %j is a mistake that is told without the password', (env) => {
	expect(() => readMailSettings(env)).toThrow(/SMTP_URL/);
	expect(() => readMailSettings(env)).not.toThrow(/pa%40ss/);
});
