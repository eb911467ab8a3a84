/** Draws what somebody does next on a device. */
import type { UserValues } from '../../src/lib/core/change';
import type { User } from '../../src/lib/core/records';
import { shownUsers, type SimDevice } from './device';
import { none, type Intent } from './edits';

export interface DrawInput {
	readonly examId: string;
	readonly nextNumber: () => number;
}

interface Draw extends DrawInput {
	readonly device: SimDevice;
	/** Users that the device shows, without the deleted ones. */
	readonly live: readonly User[];
}

/** People of the list that each admin has got. */
const listed = 6;
const plain = { isGrouped: false, password: false } as const;

export async function drawEdits(device: SimDevice, input: DrawInput): Promise<readonly Intent[]> {
	const live = (await shownUsers(device)).filter(({ deletedAt }) => deletedAt === null);
	const draw = { ...input, device, live };
	const { random } = device;
	const kind = random.next();
	if (live.length < 2 || kind < 0.2) return people(draw);
	if (kind < 0.32) return fromTheList(draw);
	if (kind < 0.42) return [{ ...plain, op: 'delete', user: random.pick(live), set: none }];
	if (kind < 0.52) return ring(draw, 'username');
	if (kind < 0.57) return ring(draw, 'email');
	if (kind < 0.63) return chain(draw);
	return update(draw);
}

function people({ device, live, examId, nextNumber }: Draw): Intent[] {
	const { random, name } = device;
	const held = new Set(live.map(({ username }) => username));
	return Array.from({ length: 1 + random.below(3) }, (_, place) => {
		const number = nextNumber();
		const isIn = random.chance(0.6);
		const password = place === 0 && random.chance(0.3);
		const common = random.chance(0.15) ? `same${random.below(3)}` : '';
		// A name that the device shows would have been met, and not made once more.
		const isFree = common !== '' && !held.has(common);
		return {
			...plain,
			op: 'create',
			user: null,
			password,
			set: {
				user: {
					username: isFree ? common : `${name}-${number}`,
					clientId: `${name}${number}`,
					firstName: `First ${number}`,
					email: `${name}${number}@sim.example`
				},
				registrations: isIn ? registrationIn(examId) : {}
			}
		};
	});
}

function registrationIn(examId: string): UserValues['registrations'] {
	return {
		[examId]: { role: 'candidate', eligible: true, venue: '', bookingStatus: 'Booked' }
	};
}

/** A part of one list, without whom the device has: another may be uploading the same. */
function fromTheList({ device, live, examId, nextNumber }: Draw): Intent[] {
	const { random, name } = device;
	const held = new Set(live.flatMap(({ username, clientId }) => [username, clientId]));
	const first = random.below(listed);
	const numbers = Array.from({ length: 2 + random.below(3) }, (_, at) => (first + at) % listed);
	const fresh = numbers.filter((number) => !held.has(`list${number}`) && !held.has(`L${number}`));
	return fresh.map((number) => ({
		...plain,
		op: 'create',
		user: null,
		set: {
			user: {
				username: `list${number}`,
				clientId: `L${number}`,
				firstName: `Listed ${number}`,
				lastName: random.chance(0.5) ? `of ${name}` : '',
				phone: String(nextNumber())
			},
			registrations: registrationIn(examId)
		}
	}));
}

/** Two or three take what the next one has, as one group; sometimes with an edit before that takes nothing. */
function ring({ device, live, nextNumber }: Draw, key: 'username' | 'email'): Intent[] {
	const { random, name } = device;
	const members = [...new Set([random.pick(live), random.pick(live), random.pick(live)])];
	if (members.length < 2 || (key === 'email' && members.some(({ email }) => email === '')))
		return [];
	const takes = members.map((user, place): Intent => {
		const from = members[(place + 1) % members.length] as User;
		const set = { user: { [key]: from[key] }, registrations: {} };
		return {
			...plain,
			op: 'update',
			user,
			set,
			isGrouped: true,
			allowsSharedEmail: key !== 'email'
		};
	});
	const [first] = members as [User];
	const set = { user: { title: `${name}${nextNumber()}` }, registrations: {} };
	const more: Intent = { ...plain, op: 'update', user: first, set, isGrouped: true };
	return random.chance(0.4) ? [more, ...takes] : takes;
}

/** One takes a new name, another the name that is free then: what frees goes first, each on its own. */
function chain({ device, live, nextNumber }: Draw): Intent[] {
	const { random, name } = device;
	const [first, second] = [random.pick(live), random.pick(live)];
	if (first.id === second.id) return [];
	const take = (user: User, username: string): Intent => ({
		...plain,
		op: 'update',
		user,
		set: { user: { username }, registrations: {} }
	});
	return [take(first, `${name}-${nextNumber()}`), take(second, first.username)];
}

function update({ device, live, examId, nextNumber }: Draw): Intent[] {
	const { random, name } = device;
	const user = random.pick(live);
	const fields = random.chance(0.7)
		? [random.pick(['title', 'lastName', 'phone'] as const)]
		: (['lastName', 'phone'] as const);
	const set = Object.fromEntries(fields.map((field) => [field, `${name}${nextNumber()}`]));
	const venue = { [examId]: { venue: `Hall ${nextNumber()}` } };
	const isIn = user.registrations[examId] && random.chance(0.3);
	return [{ ...plain, op: 'update', user, set: { user: set, registrations: isIn ? venue : {} } }];
}
