import type { DefaultFault } from '../../core/defaults';
import { issue } from '../../core/issue';
import { issueText } from '../../i18n/issue-text';
import { m } from '../../i18n/paraglide/messages';

/** What is wrong with a default value, at its field (S13). */
export function faultText({ field, code, value }: DefaultFault): string {
	switch (code) {
		case 'template_letter':
			return m.fault_template_letter({ value });
		case 'template_length':
			return m.fault_template_length({ value });
		case 'template_username':
			return m.fault_template_username();
		default:
			return issueText(issue(code, 'error', field, { value }));
	}
}
