/** The changes of a push one after the other, groups at the place of their first (PROTOCOL 3.4–3.10). */
import type { Outcome } from '../../core/change';
import { reject } from './decide';
import type { IncomingChange } from './read';
import type { BatchState } from './state';
import { applyUnit, isPassing, type Answer } from './unit';

interface Answered {
	readonly fingerprint: string;
	readonly outcome: Outcome;
}

/** An outcome for each change, in their order; receipts of the final ones are put into the state. */
export function decideBatch(changes: readonly IncomingChange[], state: BatchState): Outcome[] {
	const groups = groupsOf(changes);
	const answered = new Map<string, Answered>();
	return changes.map((incoming) => {
		const { changeId, fingerprint, groupId } = incoming;
		if (!answered.has(changeId)) {
			const known = state.receipts.get(changeId);
			const group = groupId === null ? [incoming] : (groups.get(groupId) ?? []);
			if (known) answered.set(changeId, known);
			else for (const [id, made] of decideUnit(group, state)) answered.set(id, made);
		}
		const held = answered.get(changeId);
		return held?.fingerprint === fingerprint
			? held.outcome
			: outcomeOf(changeId, reject('id_reused'));
	});
}

/** Each change id once: a repeated one is answered as the first is. */
function groupsOf(changes: readonly IncomingChange[]): Map<string, IncomingChange[]> {
	const groups = new Map<string, IncomingChange[]>();
	const seen = new Set<string>();
	for (const one of changes) {
		if (one.groupId === null || seen.has(one.changeId)) continue;
		seen.add(one.changeId);
		groups.set(one.groupId, [...(groups.get(one.groupId) ?? []), one]);
	}
	return groups;
}

function decideUnit(group: readonly IncomingChange[], state: BatchState): Map<string, Answered> {
	const earlier = group.flatMap(({ changeId }) => state.receipts.get(changeId) ?? []);
	const unit = group.filter(({ changeId }) => !state.receipts.has(changeId));
	// A group that was torn apart on its way: its other part has failed already.
	const isLost = earlier.some(({ outcome }) => outcome.outcome !== 'applied');
	const answers = isLost ? unit.map(() => reject('group_failed')) : applyUnit(unit, state);
	return new Map(
		unit.map(({ changeId, fingerprint }, index) => {
			const answer = answers[index] ?? reject('group_failed');
			const outcome = outcomeOf(changeId, answer);
			const { knownVersion = 0, mergedOnto = 0 } = state.receipts.get(changeId) ?? {};
			const receipt = { fingerprint, outcome, knownVersion, mergedOnto };
			if (!isPassing(answer)) state.receipts.set(changeId, receipt);
			return [changeId, { fingerprint, outcome }];
		})
	);
}

function outcomeOf(changeId: string, answer: Answer): Outcome {
	switch (answer.kind) {
		case 'applied': {
			const { version, isMerged } = answer;
			return { changeId, outcome: 'applied', version, isMerged };
		}
		case 'needs_upgrade':
			return { changeId, outcome: 'needs_upgrade' };
		case 'rejected': {
			const { code, field, storedId } = answer;
			return { changeId, outcome: 'rejected', code, field, storedId };
		}
		case 'conflict': {
			const { value, changedBy, changedAt } = answer.held;
			const stored = { ...value } as Extract<Outcome, { outcome: 'conflict' }>['stored'];
			return { changeId, outcome: 'conflict', stored, fields: answer.fields, changedBy, changedAt };
		}
	}
}
