import { m } from '../../i18n/paraglide/messages';
import type { UploadView } from '../../worker/protocol';

/** The file; new passwords have none. */
export function uploadName({ kind, fileName }: Pick<UploadView, 'kind' | 'fileName'>): string {
	return kind === 'passwords' ? m.new_passwords_title() : fileName;
}
