import { describe, expect, test } from 'vitest';
import { fillTemplate, isTemplate, parseTemplate, type TemplateValues } from './templates';

const mara: TemplateValues = { u: 'mara.v', f: 'Mara', l: 'van Dijk', c: 'C-0042' };

function made(text: string, values: TemplateValues = mara): string {
	const parsed = parseTemplate(text);
	if (!isTemplate(parsed)) throw new Error(`${text} is no template: ${parsed.code}`);
	return fillTemplate(parsed, values);
}

describe('S13 templates', () => {
	test.each([
		['text', 'text'],
		['%u', 'mara.v'],
		['%f %l', 'Mara van Dijk'],
		['%c', 'C-0042'],
		['%+l', 'VAN DIJK'],
		['%-f', 'mara'],
		['%~l', 'Van Dijk'],
		['%1f', 'M'],
		['%-1f%-l', 'mvan dijk'],
		['%+3f-%2c', 'MAR-C-'],
		['%20f', 'Mara'],
		['100%%', '100%'],
		['%%u', '%u'],
		['%u@x.example', 'mara.v@x.example']
	])('"%s" makes "%s"', (text, expected) => {
		expect(made(text)).toBe(expected);
	});

	test('the example of the rule', () => {
		expect(made('%-1f%-l', { ...mara, f: 'Mara', l: 'Vandijk' })).toBe('mvandijk');
	});

	test('title case starts a word after an apostrophe nowhere', () => {
		expect(made('%~l', { ...mara, l: "O'BRIEN-SMITH" })).toBe("O'brien-Smith");
	});

	test('a length counts characters, not halves of them', () => {
		expect(made('%1f', { ...mara, f: '𝒜lice' })).toBe('𝒜');
	});

	test('a letter without a value makes nothing of the whole', () => {
		expect(made('%f.%l', { ...mara, l: '' })).toBe('');
	});

	test.each([
		['%x', 'template_letter', '%x'],
		['a%', 'template_letter', '%'],
		['%+', 'template_letter', '%+'],
		['%U', 'template_letter', '%U'],
		['%0u', 'template_length', '%0u'],
		['%-00l', 'template_length', '%-00l']
	])('"%s" is a fault: %s at %s', (text, code, part) => {
		expect(parseTemplate(text)).toEqual({ code, part });
	});
});
