/** Photos after their users: each content once, oldest wish first, resumed where it broke off (Z8, PROTOCOL 2.3). */
import type { MusterDatabase } from '../storage/db';
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
	while (!input.isOver()) {
		const stop = await input.inTurn(() => sendOne(input));
		if (stop === 'none') return null;
		if (stop) return stop;
		input.onStep();
	}
	return null;
}

async function sendOne({
	db,
	transport,
	organisationId
}: PhotoSending): Promise<Stopped | 'none' | null> {
	const photo = await db.photos.where('state').equals('waiting').first();
	if (!photo) return 'none';
	const path = `/api/photos/${photo.sha256}?organisation=${organisationId}`;
	if (photo.bytes) {
		const answered = await ask(transport, path, { method: 'PUT', body: photo.bytes });
		if (answered.kind === 'stopped') return answered;
	}
	await db.photos.update(photo.sha256, { state: 'sent', bytes: null });
	return null;
}
