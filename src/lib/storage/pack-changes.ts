import type { Change, UserChange, UserSet, UserValues } from '../core/change';
import { userFields } from '../core/records';
import { unpackRegistration, type PackedRegistration } from './pack-users';

/**
 * A change of a user without what its page says anyway: its sequence follows from its place, its upload is the page's.
 * Envelopes, groups and exams are named by their place in the page's list of strings. `values` holds the user's text
 * fields that the mask names, in the order of `userFields`.
 */
type PackedUserChange = readonly [
	changeId: string,
	op: number,
	id: string,
	baseVersion: number,
	previousChangeId: string | 0,
	group: number,
	schema: number,
	allowsSharedEmail: 0 | 1,
	envelope: number,
	slot: number,
	mask: number,
	values: readonly string[],
	rest: Rest
];

/** What is not a text field: left out where there is nothing. */
type Rest =
	| 0
	| {
			readonly user?: UserSet;
			readonly registrations?: Registrations;
			readonly before?: UserValues;
			/** Place of the exam that the user is to be told about. */
			readonly mail?: number;
	  };
type Registrations = readonly (
	readonly [exam: number, value: UserValues['registrations'][string]] | PackedRegistration
)[];

interface PackedChanges {
	readonly names: readonly string[];
	/** 0 for a settled one; a change of an exam as it is. */
	readonly changes: readonly (0 | PackedUserChange | Change)[];
}

interface Page {
	readonly first: number;
	readonly uploadId: string;
}

const ops = ['create', 'update', 'delete', 'restore'] as const;

export function packChanges(changes: readonly (Change | null)[], page: Page): PackedChanges {
	const names: string[] = [];
	const placeOf = (name: string) => {
		const last = names.length - 1;
		if (names[last] === name) return last;
		const known = names.indexOf(name);
		return known >= 0 ? known : names.push(name) - 1;
	};
	const packed = changes.map((change, place) => {
		if (change === null) return 0;
		const follows = change.deviceSequence === page.first + place;
		const isPages = (change.uploadId ?? '') === page.uploadId;
		return change.kind === 'user' && follows && isPages ? packChange(change, placeOf) : change;
	});
	return { names, changes: packed };
}

/** A user's change of its page's upload, whose sequence follows from its place. */
export function packChange(
	change: UserChange,
	placeOf: (name: string) => number
): PackedUserChange {
	const { user } = change.set;
	let mask = 0;
	const values: string[] = [];
	userFields.forEach((field, place) => {
		const value = user[field];
		if (value === undefined) return;
		mask |= 1 << place;
		values.push(value);
	});
	return [
		change.changeId,
		ops.indexOf(change.op),
		change.id,
		change.baseVersion,
		change.previousChangeId ?? 0,
		change.groupId === null ? -1 : placeOf(change.groupId),
		change.schema,
		change.allowsSharedEmail ? 1 : 0,
		change.password === null ? -1 : placeOf(change.password.envelope),
		change.password?.slot ?? 0,
		mask,
		values,
		restOf(change, values.length, placeOf)
	];
}

function restOf(
	{ set, before, mail }: UserChange,
	packedFields: number,
	placeOf: (name: string) => number
): Rest {
	const others = Object.keys(set.user).length > packedFields ? withoutText(set.user) : undefined;
	const exams = Object.entries(set.registrations).map(
		([exam, value]) => [placeOf(exam), value] as const
	);
	const hasBefore = !isEmpty(before.user) || !isEmpty(before.registrations);
	if (!others && exams.length === 0 && !hasBefore && mail === undefined) return 0;
	return {
		...(others ? { user: others } : {}),
		...(exams.length > 0 ? { registrations: exams } : {}),
		...(hasBefore ? { before } : {}),
		...(mail === undefined ? {} : { mail: placeOf(mail) })
	};
}

function isEmpty(object: object): boolean {
	for (const key in object) if (key) return false;
	return true;
}

function withoutText(user: UserSet): UserSet {
	const isText = (field: string) => (userFields as readonly string[]).includes(field);
	return Object.fromEntries(Object.entries(user).filter(([field]) => !isText(field)));
}

export function unpackChanges({ names, changes }: PackedChanges, page: Page): (Change | null)[] {
	return changes.map((change, place) => {
		if (change === 0) return null;
		if (!isPacked(change)) return change;
		return unpackChange(change, names, { ...page, sequence: page.first + place });
	});
}

function isPacked(change: PackedUserChange | Change): change is PackedUserChange {
	return Array.isArray(change);
}

function unpackChange(
	change: PackedUserChange,
	names: readonly string[],
	{ sequence, uploadId }: Page & { readonly sequence: number }
): UserChange {
	const [changeId, op, id, baseVersion, previous, group, schema, shared, envelope, slot] = change;
	const [mask, values, rest] = [change[10], change[11], change[12]];
	const user: Record<string, unknown> = {};
	let at = 0;
	userFields.forEach((field, place) => {
		if (mask & (1 << place)) user[field] = values[at++];
	});
	const registrations: UserValues['registrations'] = {};
	if (rest !== 0) {
		Object.assign(user, rest.user);
		for (const packed of rest.registrations ?? []) {
			const value = packed.length === 2 ? packed[1] : unpackRegistration(packed);
			registrations[names[packed[0]] as string] = value;
		}
	}
	return {
		changeId,
		deviceSequence: sequence,
		kind: 'user',
		op: ops[op] as UserChange['op'],
		id,
		baseVersion,
		previousChangeId: previous === 0 ? null : previous,
		groupId: group < 0 ? null : (names[group] as string),
		uploadId: uploadId === '' ? null : uploadId,
		schema,
		set: { user, registrations },
		before: (rest !== 0 && rest.before) || { user: {}, registrations: {} },
		allowsSharedEmail: shared === 1,
		password: envelope < 0 ? null : { envelope: names[envelope] as string, slot },
		...(rest !== 0 && rest.mail !== undefined ? { mail: names[rest.mail] } : {})
	};
}
