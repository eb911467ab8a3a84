/** What stands around the sheets of a workbook: their names, shared texts, styles (R1). */
import { Failure } from '../core/failure';
import { inflatePart, partText, readParts, type Part, type Parts } from './workbook-parts';
import {
	builtInFormat,
	formatOfCode,
	longestText,
	unescapeText,
	type NumberFormat
} from './workbook-values';
import { attributeOf, createXmlReader } from './xml';

export interface Sheet {
	readonly name: string;
	readonly part: Part;
}

export interface Workbook {
	readonly file: Blob;
	/** Those that can be seen, in their order. */
	readonly sheets: readonly Sheet[];
	readonly is1904: boolean;
	/** By the number of a cell's style. */
	readonly formats: readonly NumberFormat[];
	/** Texts that cells name by number. */
	readonly texts: readonly string[];
}

/** Parts that are held whole, and the shared texts; sheets are read piece by piece. */
const smallPartBytes = 16 * 1024 * 1024;
const textsBytes = 192 * 1024 * 1024;

/** @throws Failure 'file_workbook_damaged', 'file_workbook_protected', 'file_workbook_too_large', 'cancelled' */
export async function openWorkbook(file: Blob, signal: AbortSignal): Promise<Workbook> {
	const parts = await readParts(file);
	const small = { limitBytes: smallPartBytes, signal };
	const read = async (name: string) => {
		const part = parts.get(name);
		return part ? partText(file, part, small) : '';
	};
	const targets = targetsOf(await read('xl/_rels/workbook.xml.rels'), parts);
	const { sheets, is1904 } = sheetsOf(await read('xl/workbook.xml'), targets);
	if (sheets.length === 0) throw damaged({ name: 'xl/workbook.xml' });
	const formats = formatsOf(await read('xl/styles.xml'));
	const shared = parts.get('xl/sharedstrings.xml');
	const texts = shared ? await readTexts(file, shared, signal) : [];
	return { file, sheets, is1904, formats, texts };
}

function damaged({ name }: Pick<Part, 'name'>): Failure {
	return new Failure('file_workbook_damaged', { part: name });
}

/** Parts by the ids under which the workbook names them. */
function targetsOf(xml: string, parts: Parts): ReadonlyMap<string, Part> {
	const targets = new Map<string, Part>();
	listen(xml, (name, attributes) => {
		if (name !== 'Relationship') return;
		const target = attributeOf(attributes, 'Target');
		const path = target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
		const part = parts.get(path.toLowerCase());
		if (part) targets.set(attributeOf(attributes, 'Id'), part);
	});
	return targets;
}

function sheetsOf(xml: string, targets: ReadonlyMap<string, Part>) {
	const sheets: Sheet[] = [];
	let is1904 = false;
	listen(xml, (name, attributes) => {
		if (name === 'workbookPr') is1904 = /^(1|true)$/.test(attributeOf(attributes, 'date1904'));
		if (name !== 'sheet' || /hidden/i.test(attributeOf(attributes, 'state'))) return;
		const id = /\s(?:\w+:)id\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1] ?? '';
		const part = targets.get(id);
		if (part) sheets.push({ name: attributeOf(attributes, 'name'), part });
	});
	return { sheets, is1904 };
}

function formatsOf(xml: string): NumberFormat[] {
	const codes = new Map<number, NumberFormat>();
	const formats: NumberFormat[] = [];
	let isInCells = false;
	listen(
		xml,
		(name, attributes) => {
			const id = Number(attributeOf(attributes, 'numFmtId'));
			if (name === 'numFmt') codes.set(id, formatOfCode(attributeOf(attributes, 'formatCode')));
			else if (name === 'cellXfs') isInCells = true;
			else if (name === 'xf' && isInCells) formats.push(codes.get(id) ?? builtInFormat(id));
		},
		(name) => {
			if (name === 'cellXfs') isInCells = false;
		}
	);
	return formats;
}

function listen(
	xml: string,
	open: (name: string, attributes: string) => void,
	close: (name: string) => void = () => undefined
): void {
	createXmlReader({ open, close, text: () => undefined }).push(xml);
}

async function readTexts(file: Blob, part: Part, signal: AbortSignal): Promise<string[]> {
	const texts: string[] = [];
	let text = '';
	let isText = false;
	// Readings beside East Asian words are no part of them.
	let phonetics = 0;
	const reader = createXmlReader({
		open(name) {
			if (name === 'si') text = '';
			else if (name === 't') isText = true;
			else if (name === 'rPh') phonetics += 1;
		},
		close(name) {
			if (name === 'si') texts.push(unescapeText(text));
			else if (name === 't') isText = false;
			else if (name === 'rPh') phonetics -= 1;
		},
		text(piece) {
			if (!isText || phonetics > 0) return;
			text += piece;
			if (text.length > longestText) throw damaged(part);
		}
	});
	const decoder = new TextDecoder();
	for await (const piece of inflatePart(file, part, { limitBytes: textsBytes, signal })) {
		reader.push(decoder.decode(piece, { stream: true }));
	}
	return texts;
}
