/** One photo: decoded, upright, made small, stripped and encoded anew (Z6). Needs a browser's worker. */
import { imageHeader, photoLimits } from '../core/image-header';
import { withoutMetadata } from '../core/jpeg';
import type { PhotoFault, StoredPhoto } from '../storage/db';
import { sha256Of } from './photo-package';

export type Prepared =
	Omit<StoredPhoto, 'state'> | { readonly source: string; readonly fault: PhotoFault };

const thumbnailEdge = 160;
/** Tried in turn until the photo is small enough to be sent. */
const qualities = [0.86, 0.7, 0.5] as const;
const thumbnailQuality = 0.75;

const types = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp', heic: 'image/heic' };

/** @param bytes whose header was found right before */
export async function preparePhoto(
	source: string,
	bytes: Uint8Array<ArrayBuffer>
): Promise<Prepared> {
	const kind = imageHeader(bytes)?.kind ?? 'jpeg';
	const bitmap = await decode(new Blob([bytes], { type: types[kind] }));
	if (!bitmap) return { source, fault: kind === 'heic' ? 'heic' : 'undecodable' };
	try {
		const { width, height } = bitmap;
		if (Math.min(width, height) < photoLimits.shortSide) return { source, fault: 'too_small' };
		const photo = await encodeSmall(bitmap);
		if (!photo) return { source, fault: 'too_large' };
		const thumbnail = await encode(bitmap, thumbnailEdge, thumbnailQuality);
		return { sha256: await sha256Of(photo), source, bytes: photo, thumbnail };
	} finally {
		bitmap.close();
	}
}

/** Turned as its Exif says: what is drawn from it stands upright. */
async function decode(blob: Blob): Promise<ImageBitmap | null> {
	try {
		return await createImageBitmap(blob, { imageOrientation: 'from-image' });
	} catch {
		return null;
	}
}

async function encodeSmall(bitmap: ImageBitmap): Promise<Uint8Array<ArrayBuffer> | null> {
	for (const quality of qualities) {
		const photo = await encode(bitmap, photoLimits.longEdge, quality);
		if (photo.length <= photoLimits.preparedBytes) return photo;
	}
	return null;
}

async function encode(
	bitmap: ImageBitmap,
	longEdge: number,
	quality: number
): Promise<Uint8Array<ArrayBuffer>> {
	const scale = Math.min(1, longEdge / Math.max(bitmap.width, bitmap.height));
	const width = Math.max(1, Math.round(bitmap.width * scale));
	const height = Math.max(1, Math.round(bitmap.height * scale));
	const canvas = new OffscreenCanvas(width, height);
	const drawing = canvas.getContext('2d', { alpha: false });
	if (!drawing) throw new Error('no canvas');
	// What is transparent would come out black.
	drawing.fillStyle = '#ffffff';
	drawing.fillRect(0, 0, width, height);
	drawing.imageSmoothingQuality = 'high';
	drawing.drawImage(bitmap, 0, 0, width, height);
	return encodeJpeg(canvas, quality);
}

export async function encodeJpeg(
	canvas: OffscreenCanvas,
	quality: number
): Promise<Uint8Array<ArrayBuffer>> {
	const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
	return withoutMetadata(new Uint8Array(await blob.arrayBuffer()));
}
