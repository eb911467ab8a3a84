/** Registration mails in words: why one is held or failed, what is wrong with a template. */
import { m } from '../../i18n/paraglide/messages';
import type { TemplateFault } from './mail-parts';

const reasons: Readonly<Record<string, () => string>> = {
	by_hand: m.mail_reason_by_hand,
	no_mail_server: m.mail_reason_no_mail_server,
	undone: m.mail_reason_undone,
	address_malformed: m.mail_reason_address,
	refused: m.mail_reason_refused,
	busy: m.mail_reason_busy,
	unreachable: m.mail_reason_unreachable,
	signed_off: m.mail_reason_unreachable,
	sign_in_refused: m.mail_reason_sign_in,
	deleted: m.mail_reason_deleted,
	not_registered: m.mail_reason_not_registered,
	exam_deleted: m.mail_reason_exam_deleted,
	exam_started: m.mail_reason_exam_started,
	not_eligible: m.mail_reason_not_eligible,
	not_booked: m.mail_reason_not_booked,
	no_email: m.mail_reason_no_email
};

/** One that this version does not know is shown by its code. */
export function mailReasonText(reason: string): string {
	return reasons[reason]?.() ?? reason;
}

export function templateFaultText({ code, name }: TemplateFault): string {
	if (code === 'empty') return m.template_empty();
	if (code === 'time_zone_unknown') return m.template_time_zone({ name });
	const placeholder = `{${name}}`;
	return code === 'placeholder_missing'
		? m.template_missing({ placeholder })
		: m.template_unknown({ placeholder });
}
