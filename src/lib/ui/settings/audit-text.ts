/** What a row of the audit says was done. */
import { m } from '../../i18n/paraglide/messages';

const texts: Readonly<Record<string, () => string>> = {
	push: m.audit_kind_push,
	sign_in: m.audit_kind_sign_in,
	sign_out: m.audit_kind_sign_out,
	account_created: m.audit_kind_account_created,
	invited: m.audit_kind_invited,
	invitation_withdrawn: m.audit_kind_invitation_withdrawn,
	role_changed: m.audit_kind_role_changed,
	account_removed: m.audit_kind_account_removed,
	account_disabled: m.audit_kind_account_disabled,
	account_enabled: m.audit_kind_account_enabled,
	device_changed: m.audit_kind_device_changed,
	device_revoked: m.audit_kind_device_revoked,
	settings_changed: m.audit_kind_settings_changed,
	organisation_renamed: m.audit_kind_organisation_renamed,
	service_key_created: m.audit_kind_service_key_created,
	service_key_revoked: m.audit_kind_service_key_revoked,
	password_set: m.audit_kind_password_set,
	passkey_added: m.audit_kind_passkey_added,
	passkey_removed: m.audit_kind_passkey_removed,
	mail_held: m.audit_kind_mail_held,
	mail_released: m.audit_kind_mail_released,
	mail_withdrawn: m.audit_kind_mail_withdrawn,
	mail_template: m.audit_kind_mail_template,
	hand_out: m.audit_kind_hand_out,
	export: m.audit_kind_export,
	undo: m.audit_kind_undo,
	person_exported: m.audit_kind_person_exported,
	person_erased: m.audit_kind_person_erased,
	retention: m.audit_kind_retention
};

/** A kind of a newer server is shown by its code. */
export function auditKindText(kind: string): string {
	return texts[kind]?.() ?? kind;
}
