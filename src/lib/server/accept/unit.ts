/** Changes that stand or fall together: one, or a group (Y2; PROTOCOL 3.10). */
import type { Change } from '../../core/change';
import type { Exam, User } from '../../core/records';
import { claimKeys } from './claim-keys';
import { decide, passingRejections, reject, type Verdict } from './decide';
import type { IncomingChange } from './read';
import type { Held } from './rows';
import { hold, keysHeld, release, type BatchState } from './state';

export type Answer =
	| { readonly kind: 'applied'; readonly version: number; readonly isMerged: boolean }
	| { readonly kind: 'needs_upgrade' }
	| Extract<Verdict, { kind: 'conflict' | 'rejected' }>;

/** Applies all or none; the state is left as it was where one of them fails. Answers in the order of `changes`. */
export function applyUnit(changes: readonly IncomingChange[], state: BatchState): Answer[] {
	const start = remember(changes, state);
	state.failed.clear();
	const answers = changes.map((incoming) => {
		const answer = answerOne(incoming, state);
		if (!isApplied(answer) && !isPassing(answer)) state.failed.add(incoming.changeId);
		return answer;
	});
	if (answers.every(isApplied)) {
		for (const [index, taken] of claimKeys(changes, start.users, state)) answers[index] = taken;
	}
	if (answers.every(isApplied)) return answers;
	restoreState(changes, start, state);
	if (answers.length === 1) return answers;
	return failGroup(answers.map((answer, index) => asStored(answer, changes[index], start)));
}

/** A conflict shows what is stored, not what an earlier change of the failed group would have made of it. */
function asStored(answer: Answer, incoming: IncomingChange | undefined, start: Start): Answer {
	const change = incoming?.change;
	if (answer.kind !== 'conflict' || !change) return answer;
	const held = (change.kind === 'user' ? start.users : start.exams).get(change.id);
	return held ? { ...answer, held } : reject('group_failed');
}

function answerOne(incoming: IncomingChange, state: BatchState): Answer {
	const { change, fault, field } = incoming;
	if (!change)
		return fault === 'malformed' ? reject('malformed', field) : { kind: 'needs_upgrade' };
	const verdict = decide(change, state);
	if (verdict.kind === 'conflict' || verdict.kind === 'rejected') return verdict;
	const merge = verdict.kind === 'write' ? verdict.merge : null;
	const version = verdict.kind === 'write' ? ++state.version : verdict.version;
	if (verdict.kind === 'write') put(change, verdict.value, state);
	const { changeId, fingerprint } = incoming;
	const isMerged = merge !== null;
	// After a merge the device has not seen the other's edit: its next change is still made against the older one.
	state.receipts.set(changeId, {
		fingerprint,
		knownVersion: merge?.base ?? version,
		mergedOnto: merge?.onto ?? 0,
		outcome: { changeId, outcome: 'applied', version, isMerged }
	});
	return { kind: 'applied', version, isMerged };
}

function put(change: Change, value: User | Exam, state: BatchState): void {
	const { version, accountId, at } = state;
	const stamp = { changedBy: accountId, changedAt: at };
	if (change.kind === 'exam') {
		const createdBy = state.exams.get(change.id)?.createdBy ?? accountId;
		const exam = { ...(value as Exam), version };
		state.exams.set(change.id, { value: exam, passwordVersion: 0, createdBy, ...stamp });
		return;
	}
	const earlier = state.users.get(change.id)?.passwordVersion ?? 0;
	const passwordVersion = change.password ? version : earlier;
	const user = { ...(value as User), version };
	state.users.set(change.id, { value: user, passwordVersion, createdBy: '', ...stamp });
	if (change.mail) {
		const { changeId, id: userId, mail: examId, uploadId } = change;
		state.mails.set(changeId, { changeId, userId, examId, uploadId });
	}
	if (change.password) {
		const { changeId, id: userId } = change;
		state.passwords.set(changeId, { ...change.password, changeId, userId, version });
	}
}

interface Start {
	readonly version: number;
	readonly users: ReadonlyMap<string, Held<User> | undefined>;
	readonly exams: ReadonlyMap<string, Held<Exam> | undefined>;
}

function remember(changes: readonly IncomingChange[], state: BatchState): Start {
	const ids = (kind: Change['kind']) =>
		changes.flatMap(({ change }) => (change?.kind === kind ? [change.id] : []));
	return {
		version: state.version,
		users: new Map(ids('user').map((id) => [id, state.users.get(id)])),
		exams: new Map(ids('exam').map((id) => [id, state.exams.get(id)]))
	};
}

function restoreState(changes: readonly IncomingChange[], start: Start, state: BatchState): void {
	for (const [id, held] of start.users) {
		release(state.holders, keysHeld(state.users.get(id)), id);
		if (held) state.users.set(id, held);
		else state.users.delete(id);
	}
	for (const [id, held] of start.users) hold(state.holders, keysHeld(held), id);
	for (const [id, held] of start.exams) {
		if (held) state.exams.set(id, held);
		else state.exams.delete(id);
	}
	for (const { changeId } of changes) {
		state.receipts.delete(changeId);
		state.passwords.delete(changeId);
		state.mails.delete(changeId);
	}
	state.version = start.version;
}

/** One that may come again makes all of its group come again; else the blameless are told why they fell. */
function failGroup(answers: readonly Answer[]): Answer[] {
	const passing = answers.find(isPassing);
	if (passing) return answers.map((answer) => (isPassing(answer) ? answer : passing));
	return answers.map((answer) => (isApplied(answer) ? reject('group_failed') : answer));
}

const isApplied = (answer: Answer): boolean => answer.kind === 'applied';

/** Whether the answer is not final, so that no receipt is kept. */
export function isPassing(answer: Answer): boolean {
	return (
		answer.kind === 'needs_upgrade' ||
		(answer.kind === 'rejected' && passingRejections.has(answer.code))
	);
}
