/** Known mistakes by name: the checker must find every one of them. */
import {
	answerLeavesTheMirror,
	clearedBeforeTheAnswer,
	cursorBeforeItsRows,
	cursorIsTheServersHighest,
	groupsAreTorn,
	lastWriteWins,
	newIdAtEachTry,
	noChain,
	noTombstones,
	pullWritesOverEdits,
	pushBeforePull,
	refusalsAreDropped,
	secondTabSendsAsNew
} from './planted-device';
import {
	anyOrganisation,
	keysAreNotParked,
	noReceipt,
	receiptInAnotherTransaction
} from './planted-server';
import type { Variant } from './schedule';

export const planted: Readonly<Record<string, () => Variant>> = {
	'no receipt': () => noReceipt,
	'the receipt is written in another transaction': receiptInAnotherTransaction,
	'a new change id at each try': () => newIdAtEachTry,
	'two tabs send at once, one under new ids': () => secondTabSendsAsNew,
	'the outbox is cleared before the answer is stored': () => clearedBeforeTheAnswer,
	'no chain of previous changes': () => noChain,
	'the answer does not update the mirror': () => answerLeavesTheMirror,
	'the cursor is the highest version of the server': cursorIsTheServersHighest,
	'the cursor is stored before its rows': () => cursorBeforeItsRows,
	'what is pulled is written over unsent edits': () => pullWritesOverEdits,
	'deleted users are not pulled': () => noTombstones,
	'the last write wins': lastWriteWins,
	'a device pushes before it pulls': () => pushBeforePull,
	'a group is not applied as one': () => groupsAreTorn,
	'keys are not parked': () => keysAreNotParked,
	'refusals are dropped': () => refusalsAreDropped,
	'any organisation that has signed in is sent to': () => anyOrganisation
};
