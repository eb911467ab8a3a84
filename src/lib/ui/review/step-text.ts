/** A step of the undo stack in words: "Email in line 6", "Skip 61 rows" (V3). */
import { fieldText } from '../../i18n/field-text';
import { counted } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { Review } from '../../worker/protocol';

export type Step = NonNullable<Review['undo']>;

const fixTexts: Readonly<Record<string, () => string>> = {
	same_person: m.offer_same_person,
	take_out: m.offer_take_out,
	delete_everywhere: m.offer_delete_everywhere
};

export function stepText(step: Step): string {
	const { kind, line, rows, column, to } = step;
	const where = line > 0 ? m.step_line({ line: String(line) }) : m.rows(counted(rows));
	switch (kind) {
		case 'cells':
			return column ? m.step_cell({ column, where }) : m.step_cells({ where });
		case 'restore':
			return m.step_restore({ where });
		case 'replace':
			return column ? m.step_replace({ column, where }) : m.step_cells({ where });
		case 'skip':
			return m.step_skip({ where });
		case 'take_in':
			return m.step_take_in({ where });
		case 'value':
			return m.step_value({ column: column || fieldText('role'), to: to || m.empty_value() });
		case 'value_back':
			return m.step_value_back({ column, to });
		case 'fix':
			return m.step_fix({ what: fixTexts[to]?.() ?? '' });
		case 'fix_back':
			return m.step_fix_back({ what: fixTexts[to]?.() ?? '' });
		case 'zeros':
			return m.step_zeros();
		case 'zeros_back':
			return m.step_zeros_back();
		case 'columns':
			return m.step_columns();
		case 'venue':
			return m.step_venue({ name: to });
	}
}
