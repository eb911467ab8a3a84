import { counted } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { UploadView } from '../../worker/protocol';

/** "812 created · 301 updated". */
export function didText({ kind, changes }: Pick<UploadView, 'kind' | 'changes'>): string {
	if (kind === 'passwords') return m.did_new_passwords(counted(changes.update));
	if (kind === 'undo') {
		const undone = [
			changes.delete > 0 ? m.undo_removed(counted(changes.delete)) : '',
			changes.update > 0 ? m.undo_put_back(counted(changes.update)) : '',
			changes.create > 0 ? m.undo_restored(counted(changes.create)) : ''
		];
		return undone.filter(Boolean).join(' · ');
	}
	const parts = [
		changes.create > 0 ? m.did_created(counted(changes.create)) : '',
		changes.update > 0 ? m.did_updated(counted(changes.update)) : '',
		changes.delete > 0 ? m.did_deleted(counted(changes.delete)) : ''
	].filter(Boolean);
	return parts.length > 0 ? parts.join(' · ') : m.did_nothing();
}
