/** What each setting and choice says of itself on the panel: its lines, why it is held, what it can hurt. */
import { choices, updatesExisting, type ChoiceKey, type Settings } from '../../core/settings';
import { choiceHint, choiceText } from '../../i18n/field-text';
import { counted } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { Review } from '../../worker/protocol';

export function optionsOf(key: ChoiceKey) {
	return choices[key].map((value) => ({
		value,
		text: choiceText(key, value),
		hint: choiceHint(key, value)
	}));
}

/** Settings that ask for something else first, and whether it is there. */
const needs: Partial<
	Record<ChoiceKey, (settings: Settings, review: Review) => string | undefined>
> = {
	createdPassword: whenCreated,
	generatedPassword: (settings) =>
		settings.createdPassword === 'common' ? m.not_used_common() : whenCreated(settings),
	existingDetails: whenUpdating,
	existingPassword: whenUpdating,
	allowDeletes: whenUpdating,
	blankCells: whenOverriding,
	matchBy: ({ uploadType }) => (uploadType === 'add_all' ? m.not_used_all_new() : undefined),
	existingPhotos: whenPhotos,
	candidatesWithoutPhoto: whenPhotos
};

function whenPhotos(_settings: Settings, { photos }: Review): string | undefined {
	return photos ? undefined : m.not_used_no_photos();
}

function whenCreated({ newUserPassword }: Settings): string | undefined {
	return newUserPassword === 'required' ? m.not_used_required() : undefined;
}

function whenUpdating(settings: Settings): string | undefined {
	return updatesExisting(settings) ? undefined : m.not_used_adds();
}

function whenOverriding(settings: Settings): string | undefined {
	const overrides = settings.existingDetails.startsWith('override');
	return whenUpdating(settings) ?? (overrides ? undefined : m.not_used_no_override());
}

/** Why a setting cannot be changed, or undefined. */
export function reasonHeld(key: ChoiceKey, settings: Settings, review: Review): string | undefined {
	return needs[key]?.(settings, review);
}

/** What a choice can hurt, with the number of those whom it meets; undefined where it hurts nobody. */
export function warningOf(key: ChoiceKey, review: Review): string | undefined {
	const { settings, changes } = review;
	if (reasonHeld(key, settings, review)) return undefined;
	const number: Partial<
		Record<ChoiceKey, [number, (input: ReturnType<typeof counted>) => string]>
	> = {
		allowDeletes: [changes.delete, m.warn_deletes],
		blankCells: [review.rowsCleared, m.warn_clears],
		existingPassword: [review.passwordsReplaced, m.warn_passwords],
		emailDetails: [review.mails.sent, m.warn_mails]
	};
	const [count, say] = number[key] ?? [0, null];
	return count > 0 ? say?.(counted(count)) : undefined;
}
