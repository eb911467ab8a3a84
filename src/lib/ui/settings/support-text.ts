/** What is copied for whoever helps (A7), in English whatever the language: counts and codes, nothing of anybody. */
import type { AccountRole } from '../../core/roles';
import type { Contact } from '../../storage/meta';
import type { SupportView, SyncView } from '../../worker/protocol';

export interface SupportFacts {
	readonly support: SupportView;
	readonly appVersion: string;
	readonly serverVersion: string | null;
	/** The organisation's id in it says nothing of anybody, but it is left out all the same. */
	readonly database: string;
	readonly role: AccountRole | null;
	readonly network: string;
	readonly send: string;
	readonly lastError: SyncView['lastError'];
	readonly storage: { readonly usage: number; readonly quota: number } | null;
	readonly isStorageKept: boolean;
	readonly userAgent: string;
	readonly languages: readonly string[];
	readonly at: Date;
}

export function supportText(facts: SupportFacts): string {
	const { support, lastError, storage } = facts;
	const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`;
	const lines: readonly (readonly [string, string | number])[] = [
		['Muster', facts.appVersion],
		['Server', facts.serverVersion ?? 'not known'],
		['Written at', facts.at.toISOString()],
		['Browser', facts.userAgent],
		['Languages', facts.languages.join(', ')],
		['Device', support.deviceId],
		['Storage version', support.storageVersion],
		['Change schema', support.changeSchema],
		['Database', facts.database.startsWith('org-') ? 'organisation' : facts.database],
		['Role', facts.role ?? 'none'],
		['Network', facts.network],
		['Sending', facts.send],
		[
			'Last error',
			lastError ? `${lastError.stop} ${String(lastError.status ?? '')}`.trim() : 'none'
		],
		['Last pull', contactText(support.contacts.pull)],
		['Last push', contactText(support.contacts.push)],
		['Key for passwords', support.sealingKey ?? 'none'],
		[
			'Storage',
			storage ? `${megabytes(storage.usage)} of ${megabytes(storage.quota)}` : 'not told'
		],
		['Storage kept', facts.isStorageKept ? 'yes' : 'no'],
		...Object.entries(support.counts)
	];
	return lines.map(([name, value]) => `${name}: ${String(value)}`).join('\n');
}

function contactText(contact: Contact): string {
	if (!contact) return 'never';
	return `${contact.at} ${contact.status === null ? 'no answer' : String(contact.status)}`;
}
