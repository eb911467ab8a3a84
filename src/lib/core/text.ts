/** Steps that every cell but a password goes through before its field reads it (F1, F2). */
import type { FieldKey } from './fields';
import { blank, found, noIssues, noteChange, shown, wrong, type Reading } from './reading';

const apostrophe = 0x27;

/**
 * ASCII, and the letters of scripts in which every one is composed (NFC) as it stands: Latin to U+024F, Greek, Cyrillic,
 * Arabic, Chinese. The ranges hold no space, mark or control character.
 */
const plain =
	/^(?!['=#]|Err:)[!-~\u00c0-\u024f\u0391-\u03ce\u0400-\u0482\u048a-\u052f\u0621-\u064a\u4e00-\u9fff]+(?: [!-~\u00c0-\u024f\u0391-\u03ce\u0400-\u0482\u048a-\u052f\u0621-\u064a\u4e00-\u9fff]+)*$/;
/** Longer texts go through the steps, where no expression needs memory for what it has passed. */
const longestPlain = 1000;

/**
 * True where none of the steps would do anything: plain letters, single inner spaces, and no start that F2 looks at.
 * Nearly every cell of nearly every file is such a text, so this is all that it costs.
 */
export function isPlain(text: string): boolean {
	return text.length <= longestPlain && plain.test(text);
}

/** White space of F1: spaces, tabs and line breaks. Other control characters are errors, not space. */
function isSpace(code: number): boolean {
	if (code <= 0x20) return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
	if (code < 0x1680) return code === 0xa0;
	return (
		code === 0x1680 ||
		(code >= 0x2000 && code <= 0x200a) ||
		code === 0x2028 ||
		code === 0x2029 ||
		code === 0x202f ||
		code === 0x205f ||
		code === 0x3000
	);
}

/** Characters without width, directional marks among them, which spreadsheets and address books leave at the ends. */
function isZeroWidth(code: number): boolean {
	if (code < 0x200b) return code === 0xad || code === 0x61c || code === 0x180e;
	return (
		code <= 0x200f ||
		(code >= 0x202a && code <= 0x202e) ||
		(code >= 0x2060 && code <= 0x206f) ||
		code === 0xfeff
	);
}

function trimEnds(text: string): string {
	let start = 0;
	let end = text.length;
	const drops = (code: number) => isSpace(code) || isZeroWidth(code);
	while (start < end && drops(text.charCodeAt(start))) start += 1;
	while (end > start && drops(text.charCodeAt(end - 1))) end -= 1;
	return text.slice(start, end);
}

const innerSpace = /[\t\n\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
// eslint-disable-next-line no-control-regex -- these are what is looked for; \p{Cs} is half a character
const control = /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f]|\p{Cs}/u;

const quotedFormula = /^="((?:[^"]|"")*)"$/;
const apostropheFields: ReadonlySet<FieldKey> = new Set(['clientId', 'username', 'email', 'phone']);
const defusedStart = /^'[\d=+\-@\t\r'＝＋－＠]/;

/** F2: `="0012"` and the apostrophe that marks text. One layer only, so that what an export defused reads back as it was. */
function unwrap(text: string, field: FieldKey): string {
	const formula = quotedFormula.exec(text);
	if (formula) return (formula[1] ?? '').replaceAll('""', '"');
	if (text.charCodeAt(0) !== apostrophe) return text;
	return apostropheFields.has(field) || defusedStart.test(text) ? text.slice(1) : text;
}

/** Errors of spreadsheets in their various languages (`#N/A`, `#¡REF!`, `#WERT!`), and cells too narrow to show. */
const errorValue =
	/^(?:#[¡¿]?[\p{L}\d/_]{2,24}[!?]|#(?:N\/[ABD]|NV|NB|GETTING_DATA)|#{3,}|Err:\d{3})$/iu;

/** F1 and F2 for a text that is not plain. */
export function cleanText(raw: string, field: FieldKey): Reading<string> {
	const trimmed = trimEnds(raw);
	const unwrapped = unwrap(trimmed, field);
	const text = trimEnds(unwrapped).replace(innerSpace, ' ').normalize('NFC');
	if (text === '') return blank;
	const odd = control.exec(text);
	if (odd) return wrong('control_character', field, { character: codePointName(odd[0]) });
	if (errorValue.test(text)) return wrong('error_value', field, { value: shown(text) });
	if (text === raw) return found(text);
	const code = unwrapped === trimmed ? 'tidied' : 'unwrapped';
	return { value: text, issues: [noteChange(code, field, { from: raw, to: text })] };
}

function codePointName(character: string): string {
	const point = character.codePointAt(0) ?? 0;
	return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
}

const scientific = /^[+-]?\d(?:[.,]\d+)?E[+-]\d{1,3}$/i;

/** F2: a long number that a spreadsheet rounded, such as 9.19E+11; its digits are lost. */
export function isNumberDamage(text: string): boolean {
	// Nothing that begins after '9' can be one: spares the regular expression for most cells
	return text.charCodeAt(0) <= 0x39 && scientific.test(text);
}

const wholeDate = /^\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2})?$/;
const shortDate =
	/^(?:\d{1,2}[-./](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[-./]\d{2,4})$/i;

/** F2: a number such as 3-4 that a spreadsheet took for a date. A short form such as 3-Apr may be what was meant. */
export function dateDamage(text: string): 'sure' | 'perhaps' | null {
	if (text.length < 5 || text.length > 19) return null;
	if (wholeDate.test(text)) return 'sure';
	return shortDate.test(text) ? 'perhaps' : null;
}

/**
 * A reader of one field: the steps of F1 and F2, then the field's own `interpret` on what is left of them.
 */
export function reader<T, C>(
	field: FieldKey,
	interpret: (text: string, context: C) => Reading<T>
): (text: string, context: C) => Reading<T> {
	return (raw, context) => {
		if (isPlain(raw)) return interpret(raw, context);
		if (raw === '') return blank;
		const { value, issues } = cleanText(raw, field);
		if (value === undefined) return { value, issues };
		const reading = interpret(value, context);
		if (issues === noIssues) return reading;
		return { value: reading.value, issues: [...issues, ...reading.issues] };
	};
}
