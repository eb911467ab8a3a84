/** A value as it is shown beside its field: what the file writes as a word of its own is one of the language. */
import { bookingStatuses, roles, type FieldKey } from '../core/fields';
import { m } from './paraglide/messages';

export function valueText(field: FieldKey, value: string): string {
	if (field === 'password') return m.hidden_value();
	if (value === '') return m.empty_value();
	if (field === 'eligible') return value === 'Yes' ? m.yes() : m.no();
	const role = roles.find((each) => field === 'role' && each === value);
	if (role) return m[`role_${role}`]();
	const status = bookingStatuses.find((each) => field === 'bookingStatus' && each === value);
	if (!status) return value;
	return status === 'Booked' ? m.booking_Booked() : m.booking_Not_Booked();
}
