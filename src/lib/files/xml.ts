/** Just enough XML for the parts of a workbook: tags, attributes and text, piece by piece. No entity is ever declared. */
import { Failure } from '../core/failure';

export interface XmlListener {
	/** `attributes` is the tag's text after its name; read it with {@link attributeOf}. Names come without their prefix. */
	open(name: string, attributes: string): void;
	close(name: string): void;
	text(text: string): void;
}

export interface XmlReader {
	/** @throws Failure 'file_workbook_damaged' */
	push(text: string): void;
}

/** A tag or a run of text longer than a cell may hold is no workbook's. */
const longestToken = 1024 * 1024;

export function createXmlReader(listener: XmlListener): XmlReader {
	let rest = '';
	return {
		push(text) {
			const all = rest + text;
			let at = 0;
			for (;;) {
				const next = takeToken(all, at, listener);
				if (next < 0) break;
				at = next;
			}
			rest = all.slice(at);
			if (rest.length > longestToken) throw new Failure('file_workbook_damaged', { part: '' });
		}
	};
}

/** Takes the token at `at` and gives where the next begins, or -1 where its end has not come yet. */
function takeToken(all: string, at: number, listener: XmlListener): number {
	if (at >= all.length) return -1;
	if (all[at] !== '<') {
		const end = all.indexOf('<', at);
		if (end < 0) return -1;
		listener.text(unescaped(all.slice(at, end)));
		return end;
	}
	if (all.startsWith('<!--', at)) return after(all, '-->', at);
	if (all.startsWith('<![CDATA[', at)) {
		const end = all.indexOf(']]>', at);
		if (end < 0) return -1;
		listener.text(all.slice(at + 9, end));
		return end + 3;
	}
	// The beginning of either may still lack its letters.
	if (all.length - at < 9 && all.startsWith('<!', at) && !all.includes('>', at)) return -1;
	const end = tagEnd(all, at);
	if (end < 0) return -1;
	if (all[at + 1] === '/') listener.close(localName(all.slice(at + 2, end).trim()));
	else if (all[at + 1] !== '?' && all[at + 1] !== '!') openTag(all.slice(at + 1, end), listener);
	return end + 1;
}

function after(all: string, mark: string, from: number): number {
	const at = all.indexOf(mark, from);
	return at < 0 ? -1 : at + mark.length;
}

/** The `>` that ends a tag; in an attribute's value it is text. */
function tagEnd(all: string, from: number): number {
	let quote = '';
	for (let at = from; at < all.length; at += 1) {
		const character = all[at] as string;
		if (quote !== '') {
			if (character === quote) quote = '';
		} else if (character === '>') return at;
		else if (character === '"' || character === "'") quote = character;
	}
	return -1;
}

function openTag(tag: string, listener: XmlListener): void {
	const isEmpty = tag.endsWith('/');
	const body = isEmpty ? tag.slice(0, -1) : tag;
	const space = body.search(/\s/);
	const name = localName(space < 0 ? body : body.slice(0, space));
	listener.open(name, space < 0 ? '' : body.slice(space));
	if (isEmpty) listener.close(name);
}

function localName(name: string): string {
	return name.slice(name.indexOf(':') + 1);
}

const attribute = /\s(?:[\w.-]+:)?([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The value of an attribute by its name without prefix, or '' where there is none. */
export function attributeOf(attributes: string, name: string): string {
	const mark = ` ${name}="`;
	const at = attributes.indexOf(mark);
	if (at >= 0) {
		const start = at + mark.length;
		return unescaped(attributes.slice(start, attributes.indexOf('"', start)));
	}
	for (const [, found, double, single] of attributes.matchAll(attribute)) {
		if (found === name) return unescaped(double ?? single ?? '');
	}
	return '';
}

const named: Readonly<Record<string, string>> = {
	lt: '<',
	gt: '>',
	amp: '&',
	quot: '"',
	apos: "'"
};

const entity = /&(?:#x([\da-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi;

function unescaped(text: string): string {
	if (!text.includes('&')) return text;
	return text.replace(entity, (all: string, hex?: string, ten?: string, name?: string) => {
		if (name) return named[name.toLowerCase()] ?? all;
		const point = hex ? parseInt(hex, 16) : Number(ten);
		return point <= 0x10ffff ? String.fromCodePoint(point) : all;
	});
}
