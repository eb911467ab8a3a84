/** What stands in the sources of the screens: texts nobody can translate, and styles that know left from right. */
import { parse, type AST } from 'svelte/compiler';
import ts from 'typescript';

/** A word, and not a sign or a number. */
const word = /\p{L}{2,}/u;
/** Attributes that people read or hear. */
const spoken = new Set(
	'alt title placeholder label aria-label aria-description aria-roledescription aria-valuetext text note name reason'.split(
		' '
	)
);
/** The same in every language: names, of keys too, and usernames and files as the pictures of the tours show them. */
const names =
	/\b(Muster|CSV|JSON|ZIP|SHA-256)\b|\b[a-z]+(?:\.[a-z]+)+\b|\((?:(?:Ctrl|Shift|Esc|Enter|F8|[A-Z])\+?)+\)/g;
/** A value of the records, and names of encodings. */
const values = /^(Not Booked|Mac \w+)$/;

interface Node {
	readonly type: string;
	readonly [key: string]: unknown;
}

/** @returns each text in the markup of a component that is not a message */
export function writtenTexts(source: string): string[] {
	const { fragment } = parse(source, { modern: true });
	const found: string[] = [];
	walk(fragment as unknown as Node, found);
	return found.filter((text) => word.test(text.replace(names, '')));
}

function walk(node: Node, found: string[]): void {
	if (node.type === 'StyleDirective') return;
	if (node.type === 'Text') found.push(String(node['data']).trim());
	if (node.type === 'Attribute') {
		walkAttribute(node as unknown as AST.Attribute, found);
		return;
	}
	for (const value of Object.values(node)) {
		const children: unknown[] = Array.isArray(value) ? value : [value];
		for (const child of children) if (isNode(child)) walk(child, found);
	}
}

function walkAttribute({ name, value }: AST.Attribute, found: string[]): void {
	if (value === true) return;
	const parts = Array.isArray(value) ? value : [value];
	for (const part of parts) {
		if (part.type === 'Text') {
			// `name` is the word of a row, and elsewhere the name of a field or of an icon.
			const isName = name === 'name' && !/^\p{Lu}/u.test(part.data);
			if (spoken.has(name) && !isName) found.push(part.data.trim());
		} else walk(part as unknown as Node, found);
	}
}

const isNode = (value: unknown): value is Node =>
	typeof value === 'object' && value !== null && 'type' in value;

/** @returns sentences among the strings of a script: two words or more, the first with a capital */
export function writtenSentences(source: string, path: string): string[] {
	const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
	const found: string[] = [];
	const visit = (node: ts.Node) => {
		if (ts.isImportDeclaration(node) || ts.isThrowStatement(node)) return;
		if (
			ts.isStringLiteralLike(node) &&
			/^\p{Lu}\p{Ll}+ \p{L}+/u.test(node.text) &&
			!values.test(node.text)
		) {
			found.push(node.text);
		}
		ts.forEachChild(node, visit);
	};
	visit(file);
	return found;
}

export function scriptsOf(source: string): string {
	return [...source.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)]
		.map(([, script]) => script)
		.join('\n');
}

const physical =
	/(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b|(?:left|right|top|bottom)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b|border-(?:top|bottom)-(?:left|right)-radius)/g;

/** @returns declarations that name a side of the screen instead of one of the text */
export function physicalStyles(css: string): string[] {
	return (css.replace(/\/\*[\s\S]*?\*\//g, '').match(physical) ?? []).map((text) => text.trim());
}

export function stylesOf(source: string): string {
	return [...source.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)]
		.map(([, style]) => style)
		.join('\n');
}
