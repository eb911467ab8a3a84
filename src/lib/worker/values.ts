/** One word for all rows: what a value means (V2), and ids that get their zeros back (F2). */
import { withChoice, type ValueChoice } from '../core/values';
import type { Context } from './context';
import { knownZeros } from './lost-zeros';
import { ownDraft, showRechecked } from './pipeline';
import type { Requests, Review } from './protocol';

export async function chooseValue(
	context: Context,
	{ draftId, choice }: Requests['chooseValue']['ask']
): Promise<Review> {
	const { draft } = ownDraft(context, draftId);
	return showRechecked(context, { ...draft, values: withChoice(draft.values ?? [], choice) });
}

export async function restoreZeros(
	context: Context,
	{ draftId, isOn }: Requests['restoreZeros']['ask']
): Promise<Review> {
	const { draft } = ownDraft(context, draftId);
	const others = (draft.values ?? []).filter(({ field }) => field !== 'clientId');
	const restored: readonly ValueChoice[] = isOn ? await knownZeros(context, draft, draft) : [];
	return showRechecked(context, { ...draft, values: [...others, ...restored] });
}
