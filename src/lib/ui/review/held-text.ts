import { counted } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { Review } from '../../worker/protocol';

/** The reason beside a main button that cannot be used, as an instruction; null when it can. */
export function heldText({ saveHeld, file }: Review): string | null {
	switch (saveHeld) {
		case null:
			return null;
		case 'reading':
			return m.held_reading();
		case 'nothing_to_save':
			return m.held_nothing();
		case 'only_errors':
			return m.held_errors();
		case 'sealing_key_missing':
			return m.held_key();
		case 'common_password_missing':
			return m.held_common();
		case 'photos_preparing':
			return m.held_photos();
		case 'defaults_wrong':
			return m.held_defaults();
		case 'columns_unanswered': {
			const asked = file.columns.filter(({ binding }) => binding === 'asked');
			const questions = new Set(asked.map(({ candidate }) => candidate)).size;
			return questions > 0 ? m.held_columns_n(counted(questions)) : m.held_columns();
		}
	}
}
