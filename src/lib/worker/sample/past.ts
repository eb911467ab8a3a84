/** What has "happened" in the sample data: all of it was accepted, and then two people edited one user (Y5). */
import type { Outcome } from '../../core/change';
import { Failure } from '../../core/failure';
import { readBatch, wholeBatch, type Batch } from '../../storage/outbox';
import { settle } from '../../sync/settle';
import { refreshIndex, type Context } from '../context';
import { saveUser } from '../edit-user';
import { whileWriting } from '../locks';

const hourMs = 3600_000;
/** Who is in Northgate Hall, and in no row of the package. */
const editedUser = 21;

/** Settles what waits as a server would: nothing is sent anywhere. */
async function settleBatch(
	context: Context,
	outcomeOf: (entry: Batch['entries'][number]) => Outcome
): Promise<void> {
	const { db, nowMs } = context;
	await whileWriting(async () => {
		await refreshIndex(context);
		const batch = await readBatch(db, wholeBatch);
		const outcomes = batch.entries.map(outcomeOf);
		const at = new Date(nowMs()).toISOString();
		await settle({ db, index: context.index, batch, outcomes, at });
		await refreshIndex(context);
	});
}

export async function acceptAll(context: Context): Promise<void> {
	await settleBatch(context, ({ change: { changeId } }) => ({
		changeId,
		outcome: 'applied',
		version: 1,
		isMerged: false
	}));
}

/** One user's phone and venue, edited here and, by an invented colleague, elsewhere. */
export async function addConflict(context: Context, examId: string, colleague: string) {
	const user = (await context.db.userPages.get(0))?.users[editedUser];
	const registration = user?.registrations[examId];
	if (!user || !registration) throw new Failure('user_not_found');
	await saveUser(context, {
		userId: user.id,
		edits: [
			{ examId: null, field: 'phone', from: user.phone, to: '+447700900955' },
			{ examId, field: 'venue', from: registration.venue, to: 'Old Library' }
		],
		exams: [],
		sharesEmail: false
	});
	const registrations = {
		...user.registrations,
		[examId]: { ...registration, venue: 'Lakeside Room' }
	};
	await settleBatch(context, ({ change: { changeId } }) => ({
		changeId,
		outcome: 'conflict',
		stored: { ...user, phone: '+447700900871', registrations, version: 2 },
		fields: ['phone', `registrations.${examId}.venue`],
		changedBy: colleague,
		changedAt: new Date(context.nowMs() - hourMs).toISOString()
	}));
}
