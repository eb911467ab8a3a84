/** Words for what an undo did to a user, and why not more (V9). */
import type { UndoField, UndoLine } from '../core/reverse';
import { fieldText } from './field-text';
import { formatList } from './format';
import { m } from './paraglide/messages';

export function undoListText(list: UndoLine['list']): string {
	return m[`undo_list_${list}`]();
}

export function undoneText({ did }: Pick<UndoLine, 'did'>): string {
	return m[`undo_did_${did}`]();
}

export function undoWhyText({ reason, fields, other }: UndoLine): string {
	if (reason === null) return '';
	if (reason === 'edited')
		return m.undo_why_edited({ fields: formatList(fields.map(undoFieldText)) });
	if (reason === 'username_taken' || reason === 'client_id_taken' || reason === 'email_taken')
		return m[`undo_why_${reason}`]({ other });
	return m[`undo_why_${reason}`]();
}

function undoFieldText(field: UndoField): string {
	if (field === 'photo') return m.undo_field_photo();
	if (field === 'registration') return m.undo_field_registration();
	if (field === 'mustChangePassword') return m.undo_field_mustChangePassword();
	return fieldText(field);
}
