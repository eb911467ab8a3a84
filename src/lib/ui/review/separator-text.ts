import { m } from '../../i18n/paraglide/messages';
import type { FileView } from '../../worker/protocol';

const names = {
	',': m.separator_comma,
	';': m.separator_semicolon,
	'\t': m.separator_tab,
	'|': m.separator_pipe
} as const;

export function separatorText(separator: FileView['separator']): string {
	return names[separator]();
}
