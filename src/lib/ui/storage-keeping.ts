/** The browser's promise not to clear what is stored (A6). There is no such API on a plain-HTTP address. */

export function isStorageKept(): Promise<boolean> {
	return 'storage' in navigator ? navigator.storage.persisted() : Promise.resolve(true);
}

/** Some browsers ask the person, others decide alone. */
export function keepStorage(): Promise<boolean> {
	return 'storage' in navigator ? navigator.storage.persist() : Promise.resolve(true);
}

export async function storageUse(): Promise<{
	readonly usage: number;
	readonly quota: number;
} | null> {
	if (!('storage' in navigator)) return null;
	const { usage = 0, quota = 0 } = await navigator.storage.estimate();
	return { usage, quota };
}
