/**
 * What the checker knows from outside: each change that a device's user was told is saved, with what they saw then, and
 * each commit of the server. It shares no code with sync or acceptance.
 */
import type { Change, Outcome, PushAnswer, UserChange } from '../../src/lib/core/change';
import type { User } from '../../src/lib/core/records';

export interface Edit {
	readonly device: string;
	readonly change: Change;
	/** The user as its editor saw it, or null for a new one. */
	readonly seen: User | null;
}

interface Shadow {
	readonly fields: Map<string, unknown>;
	/** Device that wrote the field last. */
	readonly writers: Map<string, string>;
	isDeleted: boolean;
	version: number;
}

export interface Ledger {
	readonly edits: Map<string, Edit>;
	outcomes: Map<string, Outcome>;
	users: Map<string, Shadow>;
	readonly faults: string[];
	/** By device, users whom it shows with the edits of others. */
	readonly carried: Map<string, Set<string>>;
	/** Changes whose place others took. */
	readonly replaced: Set<string>;
	/** Effects that the server has had. */
	effects: number;
	/** A backup took the place of the server's history. */
	isRestored: boolean;
	save(edit: Edit): void;
	/** What waits on a device now that a file was carried to it, and others have saved. */
	carry(device: string, changeIds: Iterable<string>): void;
	/** Has replaced by another, on a word. */
	replace(changeId: string): void;
	/** The device pulls from here on: whom the server has by now, it will have heard of. */
	cycleBegins(device: string, version: number): void;
	commit(device: string, body: unknown, answer: PushAnswer & { readonly isLate: boolean }): void;
	/** What a backup of the server is worth. */
	keep(): Kept;
	/** @param waiting changes that devices still have to send; what else came after the backup is gone */
	goBack(kept: Kept, waiting: ReadonlySet<string>): void;
}

type Kept = Pick<Ledger, 'outcomes' | 'users' | 'effects'>;

export function createLedger(): Ledger {
	const pulledTo = new Map<string, number>();
	const ledger: Ledger = {
		edits: new Map(),
		outcomes: new Map(),
		users: new Map(),
		faults: [],
		carried: new Map(),
		replaced: new Set(),
		effects: 0,
		isRestored: false,
		save: (edit) => void ledger.edits.set(edit.change.changeId, edit),
		carry(device, changeIds) {
			const users = ledger.carried.get(device) ?? new Set();
			ledger.carried.set(device, users);
			for (const changeId of changeIds) {
				const edit = ledger.edits.get(changeId);
				if (edit && edit.device !== device) users.add(edit.change.id);
			}
		},
		replace(changeId) {
			ledger.edits.delete(changeId);
			ledger.replaced.add(changeId);
		},
		cycleBegins: (device, version) => void pulledTo.set(device, version),
		commit(device, body, { outcomes, isLate }) {
			const { changes } = body as { changes: Change[] };
			const applied: { change: Change; version: number }[] = [];
			outcomes.forEach((outcome, index) => {
				const change = changes[index];
				if (!change) return void ledger.faults.push('an outcome without a change');
				const known = ledger.outcomes.get(change.changeId);
				const isPassing =
					outcome.outcome === 'rejected' &&
					['previous_missing', 'envelope_missing'].includes(outcome.code);
				if (!isPassing) ledger.outcomes.set(change.changeId, outcome);
				if (outcome.outcome === 'conflict' && !known)
					judgeConflict(ledger, madeOn(ledger, change, device), {
						change,
						outcome,
						before: applied.map((one) => one.change)
					});
				if (outcome.outcome === 'rejected' && !known && !isLate)
					judgeTaken(ledger, { device, pulledTo: pulledTo.get(device) ?? 0 }, { change, outcome });
				if (outcome.outcome !== 'applied') return;
				if (known?.outcome === 'applied' && known.version === outcome.version) return;
				if (known) ledger.faults.push(`${change.changeId} was answered in two ways`);
				applied.push({ change, version: outcome.version });
			});
			// A deletion of what is deleted already has no effect and names the version that is there.
			for (const { change, version } of applied.sort((a, b) => a.version - b.version)) {
				const on = madeOn(ledger, change, device);
				const hasEffect = takeEffect(ledger, on, { change, version });
				if (hasEffect) ledger.effects += 1;
			}
		},
		keep: () => copyOf(ledger),
		goBack(kept, waiting) {
			Object.assign(ledger, copyOf(kept), { isRestored: true });
			pulledTo.clear();
			for (const id of [...ledger.edits.keys()]) {
				if (!ledger.outcomes.has(id) && !waiting.has(id)) ledger.replace(id);
			}
		}
	};
	return ledger;
}

/** Who saw what they wrote over is who made the change, whichever device sends it (PROTOCOL 6.3). */
function madeOn({ edits }: Ledger, { changeId }: Change, sender: string): string {
	return edits.get(changeId)?.device ?? sender;
}

function copyOf({ outcomes, users, effects }: Kept): Kept {
	const copies = [...users].map(([id, { fields, writers, ...rest }]) => {
		const copy = { ...rest, fields: new Map(fields), writers: new Map(writers) };
		return [id, copy] as const;
	});
	return { outcomes: new Map(outcomes), users: new Map(copies), effects };
}

/** Fields of a user change by name, registrations too. */
export function fieldsOf(values: UserChange['set']): Map<string, unknown> {
	const fields = new Map<string, unknown>(Object.entries(values.user));
	for (const [examId, registration] of Object.entries(values.registrations)) {
		if (registration === null) fields.set(examId, null);
		for (const [key, value] of Object.entries(registration ?? {})) {
			fields.set(`${examId}.${key}`, value);
		}
	}
	return fields;
}

export function fieldsOfUser(user: User): Map<string, unknown> {
	const { clientId, username, title, firstName, lastName, email, phone, registrations } = user;
	return fieldsOf({
		user: { clientId, username, title, firstName, lastName, email, phone },
		registrations
	});
}

function takeEffect(
	ledger: Ledger,
	device: string,
	{ change, version }: { change: Change; version: number }
): boolean {
	if (change.kind !== 'user') return true;
	const shadow = ledger.users.get(change.id);
	if (change.op === 'create' || !shadow) {
		const fields = fieldsOf(change.set);
		const writers = new Map([...fields.keys()].map((key) => [key, device]));
		ledger.users.set(change.id, { fields, writers, isDeleted: false, version });
		if (shadow || change.op !== 'create')
			ledger.faults.push(`${change.changeId} made a user twice`);
		return true;
	}
	if (shadow.version >= version && change.op === 'delete' && shadow.isDeleted) return false;
	judgeUnseen(ledger, device, { change, shadow });
	shadow.version = version;
	shadow.isDeleted = change.op === 'delete';
	for (const [key, value] of fieldsOf(change.set)) {
		shadow.fields.set(key, value);
		shadow.writers.set(key, device);
	}
	return true;
}

/** No edit of another device is written over by somebody who has not seen it. */
function judgeUnseen(
	ledger: Ledger,
	device: string,
	{ change, shadow }: { change: UserChange; shadow: Shadow }
): void {
	const seen = ledger.edits.get(change.changeId)?.seen;
	if (!seen) return;
	const seenFields = fieldsOfUser(seen);
	const set = fieldsOf(change.set);
	const keys = change.op === 'delete' ? [...shadow.fields.keys()] : [...set.keys()];
	if (shadow.isDeleted && change.op !== 'restore')
		ledger.faults.push(`${change.changeId} changed a deleted user`);
	for (const key of keys) {
		const held = shadow.fields.get(key) ?? '';
		if (shadow.writers.get(key) === device) continue;
		if (held === (seenFields.get(key) ?? '') || (change.op !== 'delete' && held === set.get(key))) {
			continue;
		}
		ledger.faults.push(`${change.changeId} wrote ${key} over unseen`);
	}
}

interface Conflict {
	readonly change: Change;
	readonly outcome: Extract<Outcome, { outcome: 'conflict' }>;
	/** What the same push did before. */
	readonly before: readonly Change[];
}

/** A device may be in conflict with another only. */
function judgeConflict(
	ledger: Ledger,
	device: string,
	{ change, outcome, before }: Conflict
): void {
	// What the device had sent before the backup is gone, and so is what it knows its own edits by.
	if (ledger.isRestored) return;
	const shadow = ledger.users.get(change.id);
	const others = new Set([...(shadow?.writers.values() ?? [])]);
	// One push carries the edits of several devices where one brought the file of another.
	for (const one of before) {
		if (one.id === change.id) others.add(madeOn(ledger, one, device));
	}
	others.delete(device);
	if (others.size === 0 && !deletedByOther(ledger, device, change)) {
		ledger.faults.push(
			`${change.changeId} is in conflict with its own device (${outcome.fields.join()})`
		);
	}
}

function deletedByOther(ledger: Ledger, device: string, { id }: Change): boolean {
	return [...ledger.edits.values()].some(
		(edit) => edit.change.id === id && edit.device !== device && edit.change.op === 'delete'
	);
}

/** Who pulls before they push are asked about people that the server had by then (Y6); nobody is simply refused. */
function judgeTaken(
	ledger: Ledger,
	{ device, pulledTo }: { device: string; pulledTo: number },
	{ change, outcome }: { change: Change; outcome: Extract<Outcome, { outcome: 'rejected' }> }
): void {
	if (change.kind !== 'user' || change.op !== 'create') return;
	if (outcome.code !== 'username_taken' && outcome.code !== 'client_id_taken') return;
	const holder = ledger.users.get(outcome.storedId ?? '');
	// Whom the device has edited since, or a file that was carried to it, it shows as edited: the name may be free there.
	const isEdited =
		ledger.carried.get(device)?.has(outcome.storedId ?? '') ||
		[...ledger.edits.values()].some(
			(edit) => edit.device === device && edit.change.id === outcome.storedId
		);
	if (holder && holder.version <= pulledTo && !isEdited)
		ledger.faults.push(`${change.changeId} is refused for somebody who was there before the pull`);
}
