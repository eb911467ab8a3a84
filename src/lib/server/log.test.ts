import { expect, test } from 'vitest';
import { logLine } from './log';

const answered = {
	atMs: Date.UTC(2026, 4, 4, 12),
	method: 'GET',
	route: '/api/persons/[id]',
	status: 200,
	ms: 12.4,
	requestId: 'f0'
};

test('X7 a request is one line of JSON, with its pattern and not its address', () => {
	expect(logLine(answered)).toBe(
		'{"time":"2026-05-04T12:00:00.000Z","method":"GET","route":"/api/persons/[id]","status":200,"ms":12,"requestId":"f0"}'
	);
});
test.each([
	['a page that is not there', { route: null, status: 404 }, '"route":"none"'],
	['a method that somebody made up', { method: 'ADA\n@example.org' }, '"method":"other"']
])('X7 %s brings nothing of its own into the log', (_, part, expected) => {
	const line = logLine({ ...answered, ...part });
	expect(line).toContain(expected);
	expect(line).not.toContain('\n');
});
