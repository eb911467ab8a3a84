/**
 * "Default values" (S13) for the blank cells and absent columns of one row. What a default makes goes through the field's
 * own reader, so that it holds to the rules of section 4 as a cell does.
 */
import {
	readBookingStatus,
	readEligible,
	readEmail,
	readPhone,
	readRole,
	readTitle,
	readUsername,
	readVenue,
	type CellContext,
	type CellReader
} from './cells';
import { fieldBit } from './fields';
import { blank, type Reading } from './reading';
import type { Issue, IssueCode } from './issue';
import type { RowRecord } from './records';
import { defaultKeys, type DefaultKey, type Settings } from './settings';
import {
	constantText,
	fillTemplate,
	isTemplate,
	parseTemplate,
	usesLetter,
	type Template,
	type TemplateFault
} from './templates';

const readers: Readonly<Record<DefaultKey, CellReader<unknown>>> = {
	title: readTitle,
	role: readRole,
	eligible: readEligible,
	venue: readVenue,
	bookingStatus: readBookingStatus,
	email: readEmail,
	phone: readPhone,
	username: readUsername
};

interface Default {
	readonly field: DefaultKey;
	readonly bit: number;
	readonly template: Template;
	/** `%u` is in it: its text changes with a numbered username (P3). */
	readonly usesUsername: boolean;
	/** The value in every row, for text alone; else null. */
	readonly constant: Reading<unknown> | null;
}

export interface Defaults {
	/** Mask of the fields that have one. */
	readonly set: number;
	/** Username first: other templates may name it. */
	readonly each: readonly Default[];
	readonly context: CellContext;
}

/** What is wrong with a default itself: shown at its field, and nothing is saved until it is right. */
export interface DefaultFault {
	readonly field: DefaultKey;
	readonly code: TemplateFault['code'] | 'template_username' | IssueCode;
	/** The part or value that is wrong. */
	readonly value: string;
}

function faultOf(field: DefaultKey, text: string, context: CellContext): DefaultFault | null {
	const parsed = parseTemplate(text);
	if (!isTemplate(parsed)) return { field, code: parsed.code, value: parsed.part };
	if (field === 'username' && usesLetter(parsed, 'u')) {
		return { field, code: 'template_username', value: '%u' };
	}
	const value = constantText(parsed);
	if (value === null) return null;
	const wrong = readers[field](value, context).issues.find(({ level }) => level === 'error');
	return wrong ? { field, code: wrong.code, value } : null;
}

export function defaultFaults(values: Settings['defaults'], context: CellContext): DefaultFault[] {
	return defaultKeys.flatMap((field) => faultOf(field, values[field], context) ?? []);
}

/** null where none is set. A default that is wrong in itself counts as none. */
export function compileDefaults(
	values: Settings['defaults'],
	context: CellContext
): Defaults | null {
	const inOrder: readonly DefaultKey[] = ['username', ...defaultKeys.slice(0, -1)];
	const each = inOrder.flatMap((field): Default[] => {
		const text = values[field].trim();
		const template = parseTemplate(text);
		if (text === '' || faultOf(field, text, context) || !isTemplate(template)) return [];
		const same = constantText(template);
		const constant = same === null ? null : readers[field](same, context);
		const usesUsername = usesLetter(template, 'u');
		return [{ field, bit: fieldBit(field), template, usesUsername, constant }];
	});
	if (each.length === 0) return null;
	return { each, context, set: each.reduce((mask, { bit }) => mask | bit, 0) };
}

/** A row whose blank cells took their defaults. */
export interface Filling {
	readonly record: RowRecord;
	/** Fields whose value is a default. */
	readonly fallback: number;
	/** Fields whose default made something that cannot stand there. */
	readonly bad: number;
	/** What is wrong with those. */
	readonly issues: readonly Issue[];
}

/**
 * @param has fields that the row itself fills, rightly or wrongly
 * @param rename gives the username another form once it is known (P3)
 */
export function fillDefaults(
	{ each, context }: Defaults,
	{ record, has }: { record: RowRecord; has: number },
	rename: (username: string) => string = (username) => username
): Filling {
	const filled: Record<string, unknown> = { ...record };
	let fallback = 0;
	let bad = 0;
	let issues: readonly Issue[] = [];
	const isNamedByFile = record.username !== undefined;
	if (isNamedByFile) filled['username'] = rename(record.username);
	for (const { field, bit, template, constant } of each) {
		if (has & bit) continue;
		const reading = constant ?? read(field, { template, filled, context });
		if (reading.value !== undefined) {
			filled[field] = field === 'username' ? rename(reading.value as string) : reading.value;
			fallback |= bit;
		} else if (reading.issues.length > 0) {
			bad |= bit;
			issues = [...issues, ...reading.issues];
		}
	}
	return { record: filled, fallback, bad, issues };
}

interface Reads {
	readonly template: Template;
	readonly filled: Readonly<Record<string, unknown>>;
	readonly context: CellContext;
}

function read(field: DefaultKey, { template, filled, context }: Reads): Reading<unknown> {
	const text = (name: string) => (filled[name] as string | undefined) ?? '';
	const made = fillTemplate(template, {
		u: text('username'),
		f: text('firstName'),
		l: text('lastName'),
		c: text('clientId')
	});
	return made === '' ? blank : readers[field](made, context);
}
