/** A database as it stands, under another name: every run of a benchmark begins with the same stored users. */

/** Records read and written at once. */
const piece = 40;

export async function copyDatabase(from: string, to: string): Promise<void> {
	await deleteDatabase(to);
	const source = await open(from);
	const target = await open(to, source);
	for (const name of source.objectStoreNames) await copyStore(source, target, name);
	source.close();
	target.close();
}

export function deleteDatabase(name: string): Promise<unknown> {
	return done(indexedDB.deleteDatabase(name));
}

function open(name: string, like?: IDBDatabase): Promise<IDBDatabase> {
	const request = indexedDB.open(name, like?.version);
	request.onupgradeneeded = () => {
		if (!like) return;
		for (const store of like.objectStoreNames) makeLike(request.result, like, store);
	};
	return done(request);
}

function makeLike(target: IDBDatabase, source: IDBDatabase, name: string): void {
	const store = source.transaction(name).objectStore(name);
	const made = target.createObjectStore(name, { keyPath: store.keyPath });
	for (const index of store.indexNames) {
		const { keyPath, unique, multiEntry } = store.index(index);
		made.createIndex(index, keyPath, { unique, multiEntry });
	}
}

async function copyStore(source: IDBDatabase, target: IDBDatabase, name: string): Promise<void> {
	let range: IDBKeyRange | null = null;
	for (;;) {
		const store = source.transaction(name).objectStore(name);
		const keys = await done(store.getAllKeys(range, piece));
		const values = await done(store.getAll(range, piece));
		if (keys.length === 0) return;
		const into = target.transaction(name, 'readwrite', { durability: 'relaxed' });
		for (const value of values) into.objectStore(name).put(value);
		await new Promise((resolve, reject) => {
			into.oncomplete = resolve;
			into.onabort = () => reject(into.error ?? new Error(`copy of ${name}`));
		});
		range = IDBKeyRange.lowerBound(keys.at(-1), true);
	}
}

function done<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error ?? new Error('request'));
	});
}
