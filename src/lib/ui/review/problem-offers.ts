/** The fixes that a group of rows with one cause is offered, for all its rows at once (V2, F10, P10, P13, S15). Values to be read as others have their own field.. */
import type { RowFix } from '../../core/fixes';
import type { Issue } from '../../core/issue';
import type { Settings } from '../../core/settings';
import { m } from '../../i18n/paraglide/messages';
import type { Review } from '../../worker/protocol';

export type Step =
	| { readonly kind: 'settings'; readonly change: Partial<Settings> }
	| { readonly kind: 'fix'; readonly fix: RowFix }
	| { readonly kind: 'venue'; readonly name: string };

export interface Offer {
	readonly text: string;
	readonly step: Step;
	/** Deletes people or takes them over: offered only beside the rows that it meets. */
	readonly needsLook?: boolean;
}

export function offersFor(issue: Issue, { settings, exam }: Review): readonly Offer[] {
	switch (issue.code) {
		case 'venue_unknown':
			return exam && issue.params['value'] ? [addVenue(String(issue.params['value']))] : [];
		case 'other_client_id':
			return [fix('same_person', m.offer_same_person(), true)];
		case 'in_other_exams':
			return [
				fix('take_out', m.offer_take_out()),
				fix('delete_everywhere', m.offer_delete_everywhere(), true)
			];
		case 'deletes_off':
			return [change({ allowDeletes: 'yes' }, m.offer_allow_deletes(), true)];
		case 'deletes_need_update':
		case 'rename_needs_update':
			return [change({ uploadType: 'add_and_update' }, m.offer_update())];
		case 'email_taken':
			return [change({ preventDuplicateEmails: 'no' }, m.offer_share_emails())];
		case 'username_required':
			return usernameOffers(settings);
		case 'columns_missing':
			return String(issue.params['columns']).includes('Username') ? usernameOffers(settings) : [];
		default:
			return [];
	}
}

function change(settings: Partial<Settings>, text: string, needsLook = false): Offer {
	return { text, needsLook, step: { kind: 'settings', change: settings } };
}

function fix(name: RowFix, text: string, needsLook = false): Offer {
	return { text, needsLook, step: { kind: 'fix', fix: name } };
}

function usernameOffers({ defaults }: Settings): readonly Offer[] {
	if (defaults.username !== '') return [];
	return [change({ defaults: { ...defaults, username: '%c' } }, m.offer_client_id_username())];
}

function addVenue(name: string): Offer {
	return { text: m.offer_add_venue(), step: { kind: 'venue', name } };
}
