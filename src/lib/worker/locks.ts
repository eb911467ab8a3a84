/** Who may write, and whose a draft is, across the tabs of a browser (Web Locks). */

const writeLock = 'muster-write';

/** Runs while no other tab writes. Reads need no lock: the database gives each its own consistent view. */
export async function whileWriting<T>(work: () => Promise<T>): Promise<T> {
	return navigator.locks.request(writeLock, work);
}

/** One sender for each profile (Y7): held for one batch, page or file. */
export async function whileSending<T>(work: () => Promise<T>): Promise<T> {
	return navigator.locks.request('muster-send', work);
}

let release: (() => void) | null = null;
let heldId: string | null = null;

/** Makes the draft this tab's; false where another tab has it and it is not to be taken over. */
export async function holdDraft(
	draftId: string,
	{ takesOver }: { takesOver: boolean }
): Promise<boolean> {
	if (heldId === draftId) return true;
	releaseDraft();
	return new Promise((resolve) => {
		const options: LockOptions = takesOver ? { steal: true } : { ifAvailable: true };
		const held = navigator.locks.request(draftLock(draftId), options, (lock) => {
			if (!lock) return resolve(false);
			heldId = draftId;
			resolve(true);
			return new Promise<void>((end) => {
				release = end;
			});
		});
		// Rejected when another tab takes the draft over: it is theirs from then on.
		held.catch(() => {
			if (heldId === draftId) heldId = null;
		});
	});
}

export function releaseDraft(): void {
	release?.();
	release = null;
	heldId = null;
}

/** True where another tab works on the draft. */
export async function isHeldElsewhere(draftId: string): Promise<boolean> {
	if (heldId === draftId) return false;
	const { held } = await navigator.locks.query();
	return (held ?? []).some(({ name }) => name === draftLock(draftId));
}

/** False once another tab has taken the draft over. */
export function holdsDraft(draftId: string): boolean {
	return heldId === draftId;
}

function draftLock(draftId: string): string {
	return `muster-draft-${draftId}`;
}
