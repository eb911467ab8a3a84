/** Photos after their users: each content once, oldest wish first, resumed where it broke off (Z8, PROTOCOL 2.3). */
import type { MusterDatabase, StoredPhoto } from '../storage/db';
import { dropOrphanPhotos } from '../storage/photos';
import { ask, type Stopped, type Transport } from './transport';

export interface PhotoSending {
	readonly db: MusterDatabase;
	readonly transport: Transport;
	readonly organisationId: string;
	/** Runs while no other tab of this profile asks the server. */
	inTurn<T>(step: () => Promise<T>): Promise<T>;
	onStep(): void;
	isOver(): boolean;
}

/** Null once none is left to send. The device then keeps the thumbnail alone (X7). */
export async function sendPhotos(input: PhotoSending): Promise<Stopped | null> {
	await input.inTurn(() => dropOrphanPhotos(input.db));
	while (!input.isOver()) {
		const stop = await input.inTurn(async () => {
			const doubted = await askForOne(input);
			return doubted === 'none' ? sendOne(input) : doubted;
		});
		if (stop === 'none') return null;
		if (stop) return stop;
		input.onStep();
	}
	return null;
}

type Step = Stopped | 'none' | null;

function pathOf({ sha256 }: StoredPhoto, { organisationId }: PhotoSending): string {
	return `/api/photos/${sha256}?organisation=${organisationId}`;
}

/** A server that was restored may have lost what it was sent; the bytes are gone from here by then (X7). */
async function askForOne(input: PhotoSending): Promise<Step> {
	const { db, transport } = input;
	const photo = await db.photos.where('state').equals('unsure').first();
	if (!photo) return 'none';
	const answered = await ask(transport, pathOf(photo, input), { method: 'HEAD' });
	const isGone = answered.kind === 'stopped' && answered.status === 404;
	if (answered.kind === 'stopped' && !isGone) return answered;
	await db.photos.update(photo.sha256, { state: isGone ? 'missing' : 'sent' });
	return null;
}

async function sendOne(input: PhotoSending): Promise<Step> {
	const { db, transport } = input;
	const photo = await db.photos.where('state').equals('waiting').first();
	if (!photo) return 'none';
	const path = pathOf(photo, input);
	if (photo.bytes) {
		const answered = await ask(transport, path, { method: 'PUT', body: photo.bytes });
		if (answered.kind === 'stopped') return answered;
	}
	await db.photos.update(photo.sha256, { state: 'sent', bytes: null });
	return null;
}
