/** What a change that came back holds, value by value: before, mine, and what the server has (Y5). */
import type { Change, Outcome } from '../../core/change';
import { fieldKeys, type FieldKey } from '../../core/fields';
import { valueAt } from '../../core/resend';
import { fieldText } from '../../i18n/field-text';
import { formatDay, formatList, formatTime } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { AttentionEntry } from '../../worker/protocol';
import { roleText } from '../users/user-text';

export interface Compared {
	/** As in the outcome of a conflict: `email`, `registrations.EXAM.role`, `password`, `deletedAt`. */
	readonly key: string;
	readonly label: string;
	/** Null where the change knows none. */
	readonly was: string | null;
	readonly mine: string;
	/** Null where the server told none. */
	readonly theirs: string | null;
	/** Mine as it is written in files; '' for what cannot be typed. */
	readonly raw: string;
}

/** Fields of which a side is chosen, and those of mine that stand against nothing. */
export interface Sides {
	readonly choices: readonly Compared[];
	readonly rest: readonly Compared[];
}

/** Of a change with what waits behind it; theirs is what is stored now (Y5). */
export function sidesOf({ view, change, now, hasMoved }: AttentionEntry): Sides {
	const mine = change ?? view.change;
	const { outcome } = view;
	if (outcome.outcome !== 'conflict') return { choices: [], rest: compare(mine, outcome) };
	const told = hasMoved && now ? { ...outcome, stored: now, fields: [] as string[] } : outcome;
	const moved = hasMoved && now ? movedFields(mine, now) : outcome.fields;
	const choices = compare(mine, { ...told, fields: moved } as Outcome);
	const chosen = new Set(choices.map(({ key }) => key));
	const whole = mine.op === 'delete' || moved.includes('deletedAt') || told.stored === null;
	const all = compare(mine, { outcome: 'needs_upgrade', changeId: mine.changeId });
	return {
		choices: choices.filter(({ key }) => !whole || key !== 'password'),
		rest: whole ? [] : all.filter(({ key }) => !chosen.has(key))
	};
}

/** Where the stored value is neither the one mine saw nor the one it wants. */
function movedFields(change: Change, now: object): string[] {
	if ((now as { deletedAt: string | null }).deletedAt !== null || change.op === 'delete')
		return ['deletedAt'];
	const [before, set] = [flat(change.before), flat(change.set)];
	const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
	return keysOf(change).filter((key) => {
		const held = valueAt(now, key);
		return !isSame(held, valueAt(set, key)) && !isSame(held, valueAt(before, key));
	});
}

/** Of a conflict what differs; of a rejection all that the change would have set. */
export function compare(change: Change, outcome: Outcome): readonly Compared[] {
	const isConflict = outcome.outcome === 'conflict';
	const keys = isConflict ? conflictKeys(change, outcome.fields) : keysOf(change);
	const [before, set] = [flat(change.before), flat(change.set)];
	const { stored, fields } = isConflict ? outcome : { stored: null, fields: [] as string[] };
	return keys.map((key) => {
		const was = valueAt(before, key);
		return {
			key,
			label: labelOf(key),
			was: was === undefined ? null : textOf(key, was),
			mine: mineOf(change, change.op === 'delete' ? before : set, key),
			raw: rawOf(valueAt(set, key)),
			theirs: stored && fields.includes(key) ? textOf(key, valueAt(stored, key)) : null
		};
	});
}

/** Where they deleted, what mine would have set is told too. */
function conflictKeys(change: Change, fields: readonly string[]): readonly string[] {
	if (change.op === 'delete' || !fields.includes('deletedAt')) return fields;
	return [...new Set([...fields, ...keysOf(change)])];
}

/** A user's values are kept in two parts. */
function flat(values: Change['set']): object {
	return 'user' in values ? { ...values.user, registrations: values.registrations } : values;
}

function keysOf(change: Change): string[] {
	if (change.op === 'delete' || change.op === 'restore') return ['deletedAt'];
	if (change.kind === 'exam') return Object.keys(change.set).filter((key) => key !== 'createdAt');
	const registrations = Object.entries(change.set.registrations).flatMap(([examId, set]) => {
		const key = `registrations.${examId}`;
		return set ? Object.keys(set).map((field) => `${key}.${field}`) : [key];
	});
	const user = Object.keys(change.set.user).filter((key) => key !== 'photo');
	return [...user, ...registrations, ...(change.password ? ['password'] : [])];
}

function rawOf(value: unknown): string {
	if (typeof value === 'boolean') return value ? 'Yes' : 'No';
	return typeof value === 'string' ? value : '';
}

function mineOf({ op }: Change, set: object, key: string): string {
	if (key === 'deletedAt') return op === 'delete' ? m.yes() : m.no();
	return textOf(key, valueAt(set, key));
}

const otherLabels: Readonly<Record<string, () => string>> = {
	deletedAt: () => fieldText('deleted'),
	mustChangePassword: m.attention_must_change,
	photo: m.attention_photo,
	name: m.exam_name,
	kind: m.exam_kind,
	startsAt: m.exam_start,
	venues: m.exam_venues
};

export function labelOf(key: string): string {
	const parts = key.split('.');
	const last = parts.at(-1) ?? '';
	if (parts[0] === 'registrations' && parts.length === 2) return m.attention_registration();
	if (fieldKeys.includes(last as FieldKey)) return fieldText(last as FieldKey);
	return otherLabels[last]?.() ?? last;
}

function textOf(key: string, value: unknown): string {
	const parts = key.split('.');
	const last = parts.at(-1);
	if (last === 'password') return m.attention_hidden();
	if (last === 'deletedAt') return value ? m.yes() : m.no();
	if (parts[0] === 'registrations' && parts.length === 2) return registrationText(value);
	if (value === undefined || value === null || value === '') return m.attention_empty();
	if (typeof value === 'boolean') return value ? m.yes() : m.no();
	if (last === 'role') return roleText(value as Parameters<typeof roleText>[0]);
	if (last === 'bookingStatus') {
		return value === 'Booked' ? m.booking_Booked() : m.booking_Not_Booked();
	}
	if (last === 'kind') return value === 'proctored' ? m.exam_proctored() : m.exam_standard();
	if (Array.isArray(value)) {
		const names = (value as { name: string }[]).map(({ name }) => name);
		return names.length > 0 ? formatList(names) : m.attention_empty();
	}
	if (typeof value !== 'string') return m.attention_hidden();
	return last === 'startsAt' ? `${formatDay(value)} ${formatTime(value)}` : value;
}

function registrationText(value: unknown): string {
	if (!value) return m.attention_registration_none();
	const entries = Object.entries(value as Record<string, unknown>).filter(
		([, held]) => held !== ''
	);
	return entries.map(([field, held]) => textOf(field, held)).join(', ');
}
