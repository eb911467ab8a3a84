import { m } from '../../i18n/paraglide/messages';
import type { UploadView } from '../../worker/protocol';

/** The file, or the one that an undo took back; new passwords have none. */
export function uploadName({ kind, fileName }: Pick<UploadView, 'kind' | 'fileName'>): string {
	if (kind === 'undo') return m.undo_of({ name: fileName });
	return kind === 'passwords' ? m.new_passwords_title() : fileName;
}
