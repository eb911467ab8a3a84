import { describe, expect, test } from 'vitest';
import type { Exam, User } from '../../core/records';
import { renderMail, valuesOf } from './render';
import {
	defaultTemplates,
	mailLanguages,
	templateFaults,
	usualTemplate,
	type MailTemplate
} from './templates';

const exam = {
	id: 'e',
	name: 'Anatomy',
	startsAt: '2026-06-01T09:30:00Z'
} as Exam;
const user = {
	firstName: 'Ada',
	lastName: 'Okoro',
	username: 'ada.okoro',
	registrations: { e: { venue: 'Hall B' } }
} as unknown as User;
const subject = {
	user,
	exam,
	organisation: 'Institute',
	link: 'https://muster.example/set-up/abc'
};
const render = (template: Partial<MailTemplate> = {}, parts: Partial<typeof subject> = {}) => {
	const whole = { ...usualTemplate, ...template };
	return renderMail(whole, valuesOf({ ...subject, ...parts }, whole));
};

describe('Y9 a mail', () => {
	test('says name, exam, venue, time, username and link, in text and in HTML', () => {
		const { text, html } = render({ timeZone: 'Europe/Madrid' });
		const told = ['Ada Okoro', 'Anatomy', 'Hall B', '11:30', 'ada.okoro', subject.link];
		for (const one of told) {
			expect(text).toContain(one);
			expect(html).toContain(one);
		}
	});
	test('leaves out lines that would say nothing', () => {
		const nowhere = { ...user, registrations: { e: { venue: '' } } } as unknown as User;
		const { text } = render({}, { user: nowhere, exam: { ...exam, startsAt: null } });
		expect(text).not.toMatch(/Venue|Date|Time|undefined/);
		expect(text).toContain('Username: ada.okoro\n\nSet your password');
	});
	test('puts no value into markup, and a value that looks like a placeholder stays text', () => {
		const evil = { ...user, firstName: '<img src=x onerror=1>', lastName: '{link}' } as User;
		const { html, text } = render({}, { user: evil });
		expect(html).not.toContain('<img');
		expect(html).toContain('&lt;img src=x onerror=1&gt;');
		expect(text).toContain('Hello <img src=x onerror=1> {link},');
	});
	test.each(['a\r\nBcc: eve@example.org', 'a\u2028b', 'a\0b'])(
		'%j makes no line of its own',
		(name) => {
			const { subject: line, text } = render({}, { exam: { ...exam, name } });
			expect(line).not.toMatch(/[\r\n\u2028\0]/);
			expect(text).not.toMatch(/^Bcc/m);
		}
	);
	test('tells its language and direction', () => {
		expect(render({ language: 'ar', ...defaultTemplates.ar }).html).toContain(
			'<html lang="ar" dir="rtl">'
		);
	});
});

describe('Y9 templates', () => {
	test.each(mailLanguages)('that of %s has no fault', (language) => {
		expect(templateFaults({ ...usualTemplate, language, ...defaultTemplates[language] })).toEqual(
			[]
		);
	});
	test.each<[string, Partial<MailTemplate>, string]>([
		['no subject', { subject: ' ' }, 'subject empty '],
		['no text', { body: '' }, 'body empty '],
		['a password', { body: '{username} {link} {password}' }, 'body placeholder_unknown password'],
		['a slip', { subject: '{exan}' }, 'subject placeholder_unknown exan'],
		['no link', { body: '{username}' }, 'body placeholder_missing link'],
		['no time zone', { timeZone: 'Mars/Olympus' }, 'timeZone time_zone_unknown Mars/Olympus']
	])('%s is a fault', (_, parts, fault) => {
		const faults = templateFaults({ ...usualTemplate, ...parts });
		expect(faults.map(({ field, code, name }) => `${field} ${code} ${name}`)).toContain(fault);
	});
});
