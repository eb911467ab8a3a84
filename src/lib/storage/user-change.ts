import { changeSchemaNumber, type UserChange } from '../core/change';
import type { User } from '../core/records';

export type UserChangeParts = Pick<
	UserChange,
	| 'changeId'
	| 'deviceSequence'
	| 'op'
	| 'set'
	| 'before'
	| 'password'
	| 'mail'
	| 'groupId'
	| 'uploadId'
	| 'allowsSharedEmail'
> & {
	/** This device's last unsettled change on the user, or ''. */
	readonly pending: string;
};

/** A change of a user as it stands on this device (M5, Y2). */
export function userChange({ id, version }: User, parts: UserChangeParts): UserChange {
	const { pending, ...rest } = parts;
	return {
		...rest,
		kind: 'user',
		id,
		baseVersion: version,
		previousChangeId: pending === '' ? null : pending,
		schema: changeSchemaNumber
	};
}
