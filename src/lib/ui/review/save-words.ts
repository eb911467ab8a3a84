import { counted, formatNumber } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { Review } from '../../worker/protocol';

/** Where the passwords of created users come from. */
export function createdWords({ changes, generatedPasswords, commonPasswords }: Review): string {
	if (commonPasswords > 0) {
		return commonPasswords >= changes.create
			? m.save_created_common()
			: m.save_created_some_common({ n: formatNumber(commonPasswords) });
	}
	if (generatedPasswords === 0) return m.save_created_own();
	if (generatedPasswords >= changes.create) return m.save_created_generated();
	return m.save_created_some_generated({ n: formatNumber(generatedPasswords) });
}

/** Places of at most ten rows, spread evenly over all of them. */
export function samplePlaces(total: number, most = 10): number[] {
	const count = Math.min(total, most);
	return Array.from({ length: count }, (_, at) => Math.floor((at * total) / count));
}

/** "Left alone: 64 unchanged, 15 skipped, 12 with errors. They stay in the report." */
export function leftAlone({ counts }: Review): string {
	const parts = [
		counts.unchanged > 0 ? m.save_left_unchanged(counted(counts.unchanged)) : '',
		counts.skip > 0 ? m.save_left_skipped(counted(counts.skip)) : '',
		counts.error > 0 ? m.save_left_errors(counted(counts.error)) : ''
	].filter(Boolean);
	return parts.length === 0 ? m.save_left_none() : m.save_left_alone({ list: parts.join(', ') });
}
