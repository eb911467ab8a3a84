/** A4 in the sources of the screens: every word is a message, no style knows left from right. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
	physicalStyles,
	scriptsOf,
	stylesOf,
	writtenSentences,
	writtenTexts
} from './tools/screen-sources';

const root = fileURLToPath(new URL('../src/', import.meta.url));
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
	.map((path) => path.replaceAll('\\', '/'))
	.filter((path) => /\.(svelte|ts|css)$/.test(path) && !path.endsWith('.test.ts'))
	.filter((path) => !path.includes('paraglide/'));
const read = (path: string): string => readFileSync(root + path, 'utf8');
const components = sources.filter((path) => path.endsWith('.svelte'));
/** Its readers are those who help, in every language (A7). */
const forSupport = 'lib/ui/settings/support-text.ts';
const scripts = sources.filter(
	(path) => path.endsWith('.ts') && /^(lib\/ui|routes\/(?!api))/.test(path) && path !== forSupport
);

test('A4 no text is written into a component', () => {
	expect(components.length).toBeGreaterThan(90);
	const found = components.flatMap((path) =>
		[...writtenTexts(read(path)), ...writtenSentences(scriptsOf(read(path)), path)].map(
			(text) => `${path}: ${text}`
		)
	);
	expect(found).toEqual([]);
});

test('A4 no sentence is written into a script of the screens', () => {
	expect(scripts.length).toBeGreaterThan(30);
	const found = scripts.flatMap((path) =>
		writtenSentences(read(path), path).map((text) => `${path}: ${text}`)
	);
	expect(found).toEqual([]);
});

test('A4 no style names left or right, top or bottom', () => {
	const styled = sources.filter((path) => /\.(svelte|css)$/.test(path));
	const found = styled.flatMap((path) => {
		const css = path.endsWith('.css') ? read(path) : stylesOf(read(path));
		return physicalStyles(css).map((text) => `${path}: ${text}`);
	});
	expect(found).toEqual([]);
});

describe('a text is found', () => {
	test.each([
		['in an element', '<p>Nothing here</p>', 'Nothing here'],
		['in a block', '{#if a}<p>{b}</p>{:else}Nothing here{/if}', 'Nothing here'],
		['in a snippet', '{#snippet a()}<b>Nothing here</b>{/snippet}', 'Nothing here'],
		['in a label', '<button aria-label="Close it"></button>', 'Close it'],
		['in a property of a component', '<Field label="Your name" />', 'Your name'],
		['beside a value', '<p>{n} rows</p>', 'rows']
	])('%s', (_, source, text) => {
		expect(writtenTexts(source)).toEqual([text]);
	});

	test('in a script', () => {
		expect(writtenSentences("const a = b ? 'Nothing was saved' : '';", 'a.ts')).toHaveLength(1);
	});
});

describe('no text:', () => {
	test.each([
		['a message', '<p>{m.close()}</p>'],
		['signs and numbers', '<p>{a} · {b} → 12</p>'],
		['a name', '<p>Muster</p>'],
		['a class or an id', '<p class="page wide" id="about-title"></p>']
	])('%s', (_, source) => {
		expect(writtenTexts(source)).toEqual([]);
	});
});

describe('a side is found in', () => {
	test.each([
		'margin-left: 4px',
		'right: 0',
		'text-align: right',
		'border-top-left-radius: 4px',
		'padding-bottom: 2px'
	])('%s', (css) => {
		expect(physicalStyles(`a { ${css}; }`)).toHaveLength(1);
	});

	test.each([
		'margin-inline-start: 4px',
		'inset-block-end: 0',
		'text-align: end',
		'place-items: start'
	])('not in %s', (css) => {
		expect(physicalStyles(`a { ${css}; }`)).toEqual([]);
	});
});
