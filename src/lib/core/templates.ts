/** Templates of "Default values" (S13): `%-1f%-l` makes `mvandijk` of Mara Vandijk. Text alone is a template too. */

/** Letters of a template: username, first name, last name, Client ID. */
export const templateLetters = {
	u: 'username',
	f: 'firstName',
	l: 'lastName',
	c: 'clientId'
} as const;
export type TemplateLetter = keyof typeof templateLetters;

/** What the letters stand for in one row; '' where it has no such value. */
export type TemplateValues = Readonly<Record<TemplateLetter, string>>;

interface LetterPart {
	readonly letter: TemplateLetter;
	readonly spelling: '+' | '-' | '~' | '';
	/** Characters that are taken; 0 for all. */
	readonly length: number;
}

export type Template = readonly (string | LetterPart)[];

/** Why a text is no template, and the part of it that is wrong. */
export interface TemplateFault {
	readonly code: 'template_letter' | 'template_length';
	readonly part: string;
}

const code = /%([+\-~]?)(\d*)(.?)/gsu;

function isLetter(text: string): text is TemplateLetter {
	return Object.hasOwn(templateLetters, text);
}

/** S13. `%%` is a percent sign; an unknown letter, none, or a length of 0 is a fault. */
export function parseTemplate(text: string): Template | TemplateFault {
	const parts: (string | LetterPart)[] = [];
	let end = 0;
	for (const found of text.matchAll(code)) {
		const [part, spelling = '', digits = '', letter = ''] = found;
		if (found.index > end) parts.push(text.slice(end, found.index));
		end = found.index + part.length;
		if (part === '%%') parts.push('%');
		else if (!isLetter(letter)) return { code: 'template_letter', part };
		else if (digits !== '' && Number(digits) === 0) return { code: 'template_length', part };
		else
			parts.push({ letter, spelling: spelling as LetterPart['spelling'], length: Number(digits) });
	}
	if (end < text.length) parts.push(text.slice(end));
	return parts;
}

export function isTemplate(parsed: Template | TemplateFault): parsed is Template {
	return Array.isArray(parsed);
}

/** True where the template names the letter. */
export function usesLetter(template: Template, letter: TemplateLetter): boolean {
	return template.some((part) => typeof part !== 'string' && part.letter === letter);
}

/** The text of a template without letters, which is the same in every row; null for one with letters. */
export function constantText(template: Template): string | null {
	let text = '';
	for (const part of template) {
		if (typeof part !== 'string') return null;
		text += part;
	}
	return text;
}

/** The text for one row; '' where a letter has no value there: half a name or address is worse than none. */
export function fillTemplate(template: Template, values: TemplateValues): string {
	let text = '';
	for (const part of template) {
		if (typeof part === 'string') text += part;
		else {
			const value = values[part.letter];
			if (value === '') return '';
			text += cut(spelled(value, part.spelling), part.length);
		}
	}
	return text;
}

function spelled(value: string, spelling: LetterPart['spelling']): string {
	if (spelling === '+') return value.toUpperCase();
	if (spelling === '-') return value.toLowerCase();
	if (spelling === '') return value;
	return value
		.toLowerCase()
		.replace(/(^|[^\p{L}\p{M}\p{N}'’])(\p{L})/gu, (_, before: string, letter: string) => {
			return before + letter.toUpperCase();
		});
}

/** Counted in code points, so that no character is cut in half. */
function cut(text: string, length: number): string {
	return length === 0 || text.length <= length ? text : [...text].slice(0, length).join('');
}
