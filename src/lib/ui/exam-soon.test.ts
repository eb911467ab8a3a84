import { expect, test } from 'vitest';
import { formatUntil } from '../i18n/format';
import { examSoon } from './exam-soon';

const now = new Date('2026-12-01T09:00:00Z');
const exam = (name: string, startsAt: string | null) => ({ id: name, name, startsAt });

test.each([
	['in an hour', '2026-12-01T10:00:00Z', true],
	['in 24 hours to the minute', '2026-12-02T09:00:00Z', true],
	['in 24 hours and a minute', '2026-12-02T09:01:00Z', false],
	['begun', '2026-12-01T09:00:00Z', false],
	['in another time zone', '2026-12-01T20:00:00+10:00', true],
	['without a start', null, false]
])('Y1 an exam %s', (_, startsAt, isSoon) => {
	expect(examSoon([exam('Oral', startsAt)], now.getTime()) !== null).toBe(isSoon);
});

test('Y1 of several the next one', () => {
	const exams = [exam('B', '2026-12-01T12:00:00Z'), exam('A', '2026-12-01T11:00:00Z')];
	expect(examSoon(exams, now.getTime())?.name).toBe('A');
});

test('Y1 the time left in words', () => {
	expect(formatUntil('2026-12-01T09:40:00Z', now)).toBe('in 40 minutes');
	expect(formatUntil('2026-12-01T14:00:00Z', now)).toBe('in 5 hours');
});
