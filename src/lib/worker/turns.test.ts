import { describe, expect, it } from 'vitest';
import { createTurns } from './turns';

function world() {
	let opened = 'one';
	let release: () => void = () => undefined;
	const closed = new Promise<void>((resolve) => {
		release = resolve;
	});
	const inTurn = createTurns({
		opensAnother: new Set(['removeSample']),
		writes: new Set(['save']),
		opened: () => opened
	});
	/** Fails where its database is exchanged before it ends. */
	const readUsers = async () => {
		const from = opened;
		await closed;
		if (opened !== from) throw new Error('closed');
		return from;
	};
	const exchange = () =>
		inTurn('removeSample', async () => {
			opened = '';
			await closed;
			opened = 'two';
		});
	return { inTurn, readUsers, exchange, release };
}

/** What was asked has begun to run. */
const begun = () => new Promise((resolve) => setTimeout(resolve));

describe('requests while another database is opened (X6)', () => {
	it('what comes meanwhile waits and is answered from the new one', async () => {
		const { inTurn, readUsers, exchange, release } = world();
		const exchanged = exchange();
		const read = inTurn('users', readUsers);
		release();
		await exchanged;
		expect(await read).toBe('two');
	});

	it('what was being read is read again', async () => {
		const { inTurn, readUsers, exchange, release } = world();
		const read = inTurn('users', readUsers);
		await begun();
		const exchanged = exchange();
		release();
		await exchanged;
		expect(await read).toBe('two');
	});

	it('what writes is not done twice', async () => {
		const { inTurn, readUsers, exchange, release } = world();
		let done = 0;
		const saved = inTurn('save', () => {
			done++;
			return readUsers();
		});
		await begun();
		const exchanged = exchange();
		release();
		await expect(saved).rejects.toThrow('closed');
		await exchanged;
		expect(done).toBe(1);
	});

	it('a failure of its own is told, not tried again', async () => {
		const { inTurn } = world();
		let done = 0;
		const failing = inTurn('users', () => {
			done++;
			return Promise.reject(new Error('wrong'));
		});
		await expect(failing).rejects.toThrow('wrong');
		expect(done).toBe(1);
	});

	it('one that could not be opened does not stop the next', async () => {
		const { inTurn } = world();
		await expect(inTurn('removeSample', () => Promise.reject(new Error('no')))).rejects.toThrow(
			'no'
		);
		expect(await inTurn('users', () => Promise.resolve('one'))).toBe('one');
	});
});
