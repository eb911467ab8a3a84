/** A change that came back, in words: whom it is about, and what stands in its way (Y6). */
import type { Outcome } from '../../core/change';
import { counted, formatList } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { Reason } from '../../storage/attention-group';
import type { AttentionAnswer, AttentionView } from '../../worker/protocol';
import { nameOf } from '../users/user-text';
import { labelOf } from './compare';

export type AttentionKind = 'conflict' | 'rejected' | 'upgrade';

type Held = Pick<AttentionView, 'change' | 'outcome' | 'user'>;

export function kindOf({ outcome }: Outcome): AttentionKind {
	if (outcome === 'conflict') return 'conflict';
	return outcome === 'needs_upgrade' ? 'upgrade' : 'rejected';
}

/** What the changes of a group have in common, in two or three words. */
export function reasonText(reason: Reason): string {
	return m[`reason_${reason}`]();
}

export function kindText(kind: AttentionKind): string {
	return m[`attention_${kind}`]();
}

/** Of the user or exam, from whoever knows one: this device, the change itself, the server. */
export function titleOf(view: Held): string {
	const { change, outcome } = view;
	const stored = outcome.outcome === 'conflict' ? outcome.stored : null;
	if (change.kind === 'exam') {
		const name = change.set.name ?? (stored && 'name' in stored ? stored.name : change.before.name);
		return m.attention_an_exam({ name: name ?? '' });
	}
	const own = view.user ?? (stored && 'username' in stored ? stored : null);
	const { firstName = '', lastName = '', username = '' } = own ?? change.set.user;
	return nameOf({ firstName, lastName, username }) || m.attention_nameless();
}

/** Username and Client ID, to tell namesakes apart. */
export function idsOf({ change, user }: Held): readonly string[] {
	if (change.kind === 'exam') return [];
	const { username = '', clientId = '' } = user ?? change.set.user;
	return [username, clientId].filter(Boolean);
}

/** What is the matter, in one line. */
export function whatText({ change, outcome }: Held): string {
	switch (outcome.outcome) {
		case 'conflict': {
			const { stored, fields } = outcome;
			if (!stored) return m.attention_gone();
			if (fields.includes('deletedAt')) {
				return change.op === 'delete' ? m.attention_you_deleted() : m.attention_they_deleted();
			}
			const labels = [...new Set(fields.map(labelOf))];
			const words = { fields: formatList(labels) };
			return labels.length === 1 ? m.attention_differs(words) : m.attention_differ(words);
		}
		case 'rejected':
			return m[`rejected_${outcome.code}`]({ value: takenValue(change, outcome.field) });
		case 'needs_upgrade':
			return m.rejected_needs_upgrade();
		case 'applied':
			return '';
	}
}

function takenValue(change: Held['change'], field: string | null): string {
	if (change.kind === 'exam' || field === null) return '';
	const value = (change.set.user as Record<string, unknown>)[field];
	return typeof value === 'string' ? value : '';
}

/** What became of what was decided. */
export function settledText({ sent, dropped, left }: AttentionAnswer): string {
	const parts = [
		sent > 0 ? m.attention_sent(counted(sent)) : '',
		dropped > 0 ? m.attention_dropped(counted(dropped)) : '',
		left > 0 ? m.attention_left(counted(left)) : ''
	];
	return parts.filter(Boolean).join(' ');
}
