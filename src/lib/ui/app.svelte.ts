/** What this device holds, as the worker last told, and the exam that the next upload goes into. */
import { version } from '$app/environment';
import type { PlainFailure } from '../core/failure';
import type { Exam } from '../core/records';
import type { AppState, DatabaseName, NewExam } from '../worker/protocol';
import { client } from './client';
import { plainFailure } from './plain-failure';
import { keepState, recalledKey, recallState } from './recalled-state';

const examKey = 'muster-exam';
const databaseKey = 'muster-database';
/** The organisation whose database opens here, with and without a network (X6). */
export const organisationKey = 'muster-organisation';
/** Set from the server's word that the session has ended until the data is gone from this device. */
const wipingKey = 'muster-wiping';

class App {
	/** Until the worker has told it: what the first screen last showed, else null. */
	state = $state.raw<AppState | null>(recalled());
	/** The state is the worker's, not a former start's: what is asked of the server goes by it. */
	isTold = $state(false);
	/** Why nothing can be stored here. */
	failure = $state.raw<PlainFailure | null>(null);
	/** The browser no longer had what this device had stored: said until somebody has read it. */
	wasLost = $state(false);
	#chosenExamId = $state<string | null>(localStorage.getItem(examKey));

	readonly exams: readonly Exam[] = $derived(
		(this.state?.exams ?? []).filter(({ deletedAt }) => deletedAt === null)
	);

	/** The exam that was chosen, or the only one there is. */
	readonly exam: Exam | null = $derived(
		this.exams.find(({ id }) => id === this.#chosenExamId) ??
			(this.exams.length === 1 ? (this.exams[0] ?? null) : null)
	);

	readonly isSample = $derived(this.state?.database === 'sample');

	chooseExam(id: string): void {
		this.#chosenExamId = id;
		localStorage.setItem(examKey, id);
	}

	async open(): Promise<void> {
		client.onChanged((state) => this.#hold(state));
		try {
			const database = databaseToOpen();
			const isWiping = localStorage.getItem(wipingKey) !== null;
			await this.#openDatabase(database);
			if (isWiping) await this.wipeOrganisation();
			// A device that remembers its organisation has opened the database before.
			else this.wasLost = database.startsWith('org-') && this.state?.isNew === true;
		} catch (cause) {
			this.failure = plainFailure(cause);
		}
	}

	async refresh(): Promise<void> {
		this.#hold(await client.ask('state', {}));
	}

	/** An answer that may have opened another database. */
	take(state: AppState): void {
		this.#hold(state);
		if (state.database.startsWith('org-')) localStorage.setItem(organisationKey, state.database);
	}

	/** Removes the organisation's data from this device, now or, after a crash, at the next start (X5). */
	async wipeOrganisation(): Promise<void> {
		localStorage.setItem(wipingKey, '');
		await this.leaveSample();
		const state = await client.ask('leave', { wipe: true });
		for (const key of [organisationKey, examKey, recalledKey, wipingKey])
			localStorage.removeItem(key);
		this.#chosenExamId = null;
		this.take(state);
	}

	async createExam(exam: NewExam): Promise<Exam> {
		const made = await client.ask('createExam', exam);
		await this.refresh();
		this.chooseExam(made.id);
		return made;
	}

	async openSample(): Promise<void> {
		this.#hold(await client.ask('openSample', {}));
		localStorage.setItem(databaseKey, 'sample');
	}

	async removeSample(): Promise<void> {
		localStorage.removeItem(databaseKey);
		this.#hold(await client.ask('removeSample', {}));
		if (ownDatabase() !== 'unclaimed') await this.#openDatabase(ownDatabase());
	}

	/** Closes the sample data, which stays; what is signed in for is never the sample. */
	async leaveSample(): Promise<void> {
		if (!this.isSample) return;
		localStorage.removeItem(databaseKey);
		await this.#openDatabase(ownDatabase());
	}

	#hold(state: AppState): void {
		this.state = state;
		this.isTold = true;
		keepState(state, version);
	}

	async #openDatabase(database: DatabaseName): Promise<void> {
		this.take(await client.ask('open', { database }));
	}
}

function databaseToOpen(): DatabaseName {
	return localStorage.getItem(databaseKey) === 'sample' ? 'sample' : ownDatabase();
}

/** Only the first screen asks nothing of the database that it could not wait for. */
function recalled(): AppState | null {
	const isWiping = localStorage.getItem(wipingKey) !== null;
	return location.pathname === '/' && !isWiping ? recallState(databaseToOpen(), version) : null;
}

function ownDatabase(): DatabaseName {
	const kept = localStorage.getItem(organisationKey);
	return kept !== null && /^org-[\w-]+$/.test(kept) ? (kept as DatabaseName) : 'unclaimed';
}

export const app = new App();
