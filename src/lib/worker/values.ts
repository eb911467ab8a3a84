/** One word for all rows: what a value means (V2), and ids that get their zeros back (F2). */
import { withChoice, type ValueChoice } from '../core/values';
import type { Context } from './context';
import { knownZeros } from './lost-zeros';
import { ownDraft } from './pipeline';
import { stepWords, takeStep } from './steps';
import type { Requests, Review } from './protocol';

export async function chooseValue(
	context: Context,
	{ draftId, choice }: Requests['chooseValue']['ask']
): Promise<Review> {
	const open = ownDraft(context, draftId);
	const values = withChoice(open.draft.values ?? [], choice);
	const column = open.draft.columns.find(({ field }) => field === choice.field)?.header ?? '';
	const kind = choice.to === null ? 'value_back' : 'value';
	const words = stepWords({ kind, column, to: choice.to ?? choice.from });
	return takeStep(context, open, { words, after: { rows: [], draft: { values } } });
}

export async function restoreZeros(
	context: Context,
	{ draftId, isOn }: Requests['restoreZeros']['ask']
): Promise<Review> {
	const open = ownDraft(context, draftId);
	const { draft } = open;
	const others = (draft.values ?? []).filter(({ field }) => field !== 'clientId');
	const restored: readonly ValueChoice[] = isOn ? await knownZeros(context, open, draft) : [];
	const words = stepWords({ kind: isOn ? 'zeros' : 'zeros_back', rows: restored.length });
	const values = [...others, ...restored];
	return takeStep(context, open, { words, after: { rows: [], draft: { values } } });
}
