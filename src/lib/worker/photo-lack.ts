/** Candidates of the draft who will have no photo (S14): a warning with a package, a note beside a CSV alone. */
import { metFlag, photoFlag } from '../core/facts';
import { roles } from '../core/fields';
import { issue, type Issue } from '../core/issue';
import { actionIndex } from '../core/row-state';
import type { OpenDraft } from './open-draft';

type Draftish = Pick<OpenDraft, 'exam' | 'photos' | 'facts' | 'plan'>;

export interface PhotoLack {
	readonly issue: Issue;
	isOf(row: number): boolean;
}

const candidate = roles.indexOf('candidate') + 1;
const saved: ReadonlySet<number> = new Set(
	(['create', 'update', 'unchanged'] as const).map((action) => actionIndex[action])
);

/** Null where the exam asks for no photos. */
export function photoLackOf({ exam, photos, facts, plan }: Draftish): PhotoLack | null {
	if (exam?.kind !== 'proctored' && !photos) return null;
	return {
		issue: photos ? issue('photo_missing', 'warning', null) : issue('photo_not_yet', 'note', null),
		isOf(row) {
			if (!saved.has(plan.action[row] as number)) return false;
			if (photos && !((facts.photo[row] as number) & photoFlag.lacks)) return false;
			const flags = facts.metFlags[row] as number;
			const role = facts.role[row] as number;
			const isStaff = role === 0 ? (flags & metFlag.staff) !== 0 : role !== candidate;
			return !isStaff && !(flags & metFlag.hasPhoto);
		}
	};
}

/** Candidates of a proctored exam who come without a package and have no photo yet. */
export function countWithoutPhoto(open: OpenDraft): number {
	const lack = open.photos ? null : photoLackOf(open);
	let found = 0;
	for (let row = 0; lack && row < open.facts.count; row += 1) if (lack.isOf(row)) found += 1;
	return found;
}
