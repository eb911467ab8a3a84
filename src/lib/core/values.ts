/** Values that somebody chose for what a cell says, in all rows (V2): a word that nobody knows, an id without its zeros. */
import type { FieldKey } from './fields';
import { blank, noteChange, type CellContext, type Reading } from './reading';
import { wordKey } from './words';

/** Fields whose values are few, and can be chosen one by one. */
export const choosableFields = ['role', 'eligible', 'venue', 'bookingStatus'] as const;
export type ChoosableField = (typeof choosableFields)[number];

export interface ValueChoice {
	readonly field: ChoosableField | 'clientId';
	/** The cell as it reads after tidying (F1). */
	readonly from: string;
	/** '' reads as a blank cell. */
	readonly to: string;
}

/** By field, and by what the cell says. */
export type ChosenValues = ReadonlyMap<FieldKey, ReadonlyMap<string, string>>;

/** Ids are told apart letter by letter; words as their readers tell them. */
function keyOf(field: FieldKey, text: string): string {
	return field === 'clientId' ? text : wordKey(text);
}

export function chosenValues(choices: readonly ValueChoice[]): ChosenValues | undefined {
	if (choices.length === 0) return undefined;
	const values = new Map<FieldKey, Map<string, string>>();
	for (const { field, from, to } of choices) {
		const byText = values.get(field) ?? new Map<string, string>();
		values.set(field, byText.set(keyOf(field, from), to));
	}
	return values;
}

/** The choices with one more, or with a new value for what was chosen before; null takes it back. */
export function withChoice(
	choices: readonly ValueChoice[],
	{ field, from, to }: Omit<ValueChoice, 'to'> & { readonly to: string | null }
): readonly ValueChoice[] {
	const key = keyOf(field, from);
	const others = choices.filter((each) => each.field !== field || keyOf(field, each.from) !== key);
	return to === null ? others : [...others, { field, from, to }];
}

type Interpret<T> = (text: string, context: CellContext) => Reading<T>;

/** Reads what was chosen in place of what stands there, and notes it. What was chosen is not chosen for again. */
export function withChosen<T>(field: ValueChoice['field'], interpret: Interpret<T>): Interpret<T> {
	const code = field === 'clientId' ? 'zeros_restored' : 'value_chosen';
	return (text, context) => {
		const to = context.values?.get(field)?.get(keyOf(field, text));
		if (to === undefined) return interpret(text, context);
		const reading = to === '' ? blank : interpret(to, context);
		const note = noteChange(code, field, { from: text, to });
		return { value: reading.value, issues: [note, ...reading.issues] };
	};
}
