/** Words for what the core names by keys: fields, actions, levels, settings and their choices. */
import type { Action } from '../core/row-state';
import type { FieldKey } from '../core/fields';
import type { IssueLevel } from '../core/issue';
import type { ChoiceKey, choices, Settings } from '../core/settings';
import { m } from './paraglide/messages';

export function fieldText(field: FieldKey | null): string {
	return m[`field_${field ?? 'row'}`]();
}

/** What an update changes beside fields. */
export function alsoText(what: 'photo' | 'mustChange'): string {
	return what === 'photo' ? m.row_new_photo() : m.user_must_change();
}

export function actionText(action: Action): string {
	return m[`action_${action}`]();
}

export function levelText(level: IssueLevel): string {
	return m[`level_${level}`]();
}

/** The label of a setting, exactly as in section 5. */
export function settingText(key: keyof Settings): string {
	return m[`setting_${key}`]();
}

type ChoiceName = {
	[K in ChoiceKey]: `${K}_${(typeof choices)[K][number]}`;
}[ChoiceKey];
type Choice = `choice_${ChoiceName}`;

export function choiceText<K extends ChoiceKey>(
	key: K,
	value: (typeof choices)[K][number]
): string {
	return m[`choice_${key}_${value}` as Choice]();
}

/** What the choice does, in one line. */
export function choiceHint<K extends ChoiceKey>(
	key: K,
	value: (typeof choices)[K][number]
): string {
	return m[`hint_${key}_${value}` as `hint_${ChoiceName}`]();
}
