/** What pictures show, and what a browser keeps of them. */
import type { Page } from '@playwright/test';

export interface Picture {
	readonly width: number;
	readonly height: number;
	/** Brightness of the points of a grid, row by row. */
	readonly points: readonly number[];
}

/** Drawn into so few points that a picture encoded anew still gives the same. */
export function pictureOf(
	page: Page,
	bytes: Uint8Array,
	[columns, rows]: readonly [number, number]
): Promise<Picture> {
	return page.evaluate(
		async ([base64, across, down]) => {
			const binary = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
			const bitmap = await createImageBitmap(new Blob([binary]));
			const pen = new OffscreenCanvas(across, down).getContext('2d');
			if (!pen) throw new Error('no canvas');
			pen.imageSmoothingQuality = 'high';
			pen.drawImage(bitmap, 0, 0, across, down);
			const { data } = pen.getImageData(0, 0, across, down);
			// Green alone is brightness enough to tell pictures apart.
			const points = [...data].filter((_, at) => at % 4 === 1);
			return { width: bitmap.width, height: bitmap.height, points };
		},
		[Buffer.from(bytes).toString('base64'), columns, rows] as const
	);
}

/** Mean distance of two grids, from 0 to 255. */
export function distanceOf(one: readonly number[], other: readonly number[]): number {
	const sum = one.reduce((all, value, at) => all + Math.abs(value - (other[at] ?? 0)), 0);
	return sum / one.length;
}

export interface Kept {
	/** Values of bytes, and those of them that begin as a picture does. */
	readonly blobs: number;
	readonly pictures: number;
	/** Texts found, with the table they were found in. */
	readonly found: readonly string[];
}

/** Looks through everything in every database of this site for texts inside of bytes. */
export function keptByBrowser(page: Page, texts: readonly string[]): Promise<Kept> {
	return page.evaluate(async (wanted) => {
		const found = new Set<string>();
		let blobs = 0;
		let pictures = 0;
		const ready = <T>(request: IDBRequest<T>) =>
			new Promise<T>((resolve, reject) => {
				request.onsuccess = () => resolve(request.result);
				request.onerror = () => reject(new Error(String(request.error)));
			});
		const look = async (value: unknown, where: string): Promise<void> => {
			if (value instanceof Blob) return look(new Uint8Array(await value.arrayBuffer()), where);
			if (value instanceof ArrayBuffer) return look(new Uint8Array(value), where);
			if (value instanceof Uint8Array) {
				blobs += 1;
				if (value[0] === 0xff && value[1] === 0xd8) pictures += 1;
				const text = new TextDecoder('latin1').decode(value);
				for (const each of wanted) if (text.includes(each)) found.add(`${each} in ${where}`);
			} else if (value && typeof value === 'object' && !ArrayBuffer.isView(value)) {
				for (const each of Object.values(value)) await look(each, where);
			}
		};
		for (const { name } of await indexedDB.databases()) {
			const db = await ready(indexedDB.open(name ?? ''));
			for (const table of db.objectStoreNames) {
				const records = await ready(db.transaction(table).objectStore(table).getAll());
				for (const record of records) await look(record, `${name}.${table}`);
			}
			db.close();
		}
		return { blobs, pictures, found: [...found] };
	}, texts);
}
