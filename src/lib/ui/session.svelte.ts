/** Who is signed in on this device, and what was saved before anybody was (X2, X6). */
import type { Account } from '../storage/meta';
import type { SessionAnswer, UploadView } from '../worker/protocol';
import { askAuth, type AuthFailure } from './account/auth-request';
import { app, organisationKey } from './app.svelte';
import { client } from './client';
import { fetchSealingKey } from './sealing-key';
import { upload } from './upload.svelte';

/** When somebody signed in here last, by this device's clock (X2). */
const signedInAtKey = 'muster-signed-in-at';
/** Set while a session is believed to stand: nobody is asked at the server who never signed in here. */
const signedInKey = 'muster-signed-in';

class Session {
	/** Who signed in, until a sign-out or the server's word that the session has ended. */
	account = $state.raw<Account | null>(null);
	/** Uploads saved before the sign-in, while it is not settled whose they are; null where nothing is asked. */
	adoptable = $state.raw<readonly UploadView[] | null>(null);
	/** True until "Not now". */
	isAsking = $state(false);
	/** Said until somebody has read it. */
	wasRevoked = $state(false);
	#isWiping = false;
	#isBelieved = $state(localStorage.getItem(signedInKey) !== null);

	readonly isSignedIn = $derived(this.account !== null || this.#isBelieved);

	/** Another tab signed in or adopted: its database is this tab's too, once nothing is open here. */
	watch(): () => void {
		const look = ({ key, newValue }: StorageEvent) => {
			// What was wiped is nowhere any more, whatever is open here.
			if (key === organisationKey && (newValue === null || !upload.isBusy)) location.reload();
		};
		window.addEventListener('storage', look);
		return () => window.removeEventListener('storage', look);
	}

	/** Where a session is believed to stand that the open database does not know of. */
	get #isForgotten(): boolean {
		if (this.account || !this.#isBelieved || !app.state) return false;
		const { database, account } = app.state;
		// A reload with the question of adoption still open; and a database that the browser had lost.
		return database === 'unclaimed' || (database.startsWith('org-') && account === null);
	}

	/** The worker learns again who is signed in. */
	async resume(): Promise<void> {
		if (!this.#isForgotten) return;
		const answer = await askAuth('session');
		if (!('code' in answer)) await this.#take(answer.account);
		else if (answer.code === 'not_signed_in') this.ended();
	}

	/** Signs in with a form of `/api/auth`. Null when it worked. */
	async begin(step: 'sign-in' | 'set-up', form: object): Promise<AuthFailure | null> {
		// A page that is left before the answer comes asks the server who it is.
		if (!this.#isBelieved) localStorage.setItem(signedInKey, '');
		const answer = await askAuth(step, form);
		if ('code' in answer) {
			if (!this.#isBelieved && answer.code !== 'no_answer') localStorage.removeItem(signedInKey);
			return answer;
		}
		if (answer.account) await this.entered(answer.account);
		return null;
	}

	/** Somebody has just signed in here. */
	async entered(account: Account): Promise<void> {
		// A draft belongs to the database that is left; it can be gone on with.
		upload.leave();
		await app.leaveSample();
		localStorage.setItem(signedInAtKey, new Date().toISOString());
		await this.#take(account);
		// Another key at a sign-in is looked for at once (W5).
		await fetchSealingKey();
	}

	async adopt(): Promise<void> {
		upload.leave();
		app.take(await client.ask('adopt', { accept: true }));
		this.adoptable = null;
		this.isAsking = false;
	}

	/** Leaves the unclaimed uploads to somebody else; work goes on in the organisation's own database. */
	async decline(): Promise<void> {
		upload.leave();
		app.take(await client.ask('adopt', { accept: false }));
		this.adoptable = null;
		this.isAsking = false;
	}

	/**
	 * Ends the session on the server first. From a shared device the organisation's data goes with it; on another one it
	 * stays on the screen, and sending waits for the next sign-in (X5). Null when it worked.
	 */
	async signOut({ isShared }: { readonly isShared: boolean }): Promise<AuthFailure | null> {
		const answer = await askAuth('sign-out');
		if ('code' in answer && answer.code !== 'not_signed_in') return answer;
		this.ended();
		if (isShared) {
			upload.leave();
			await app.wipeOrganisation();
		} else {
			app.take((await client.ask('session', { account: null, signedInAt: null })).state);
		}
		return null;
	}

	/** An admin revoked this device: what is the organisation's goes from it (X5). */
	async revoked(): Promise<void> {
		if (this.#isWiping) return;
		this.#isWiping = true;
		this.ended();
		localStorage.removeItem(signedInAtKey);
		upload.leave();
		await app.wipeOrganisation();
		this.wasRevoked = true;
		this.#isWiping = false;
	}

	/** The server knows no session of this device any more. */
	ended(): void {
		this.account = null;
		this.adoptable = null;
		this.isAsking = false;
		this.#isBelieved = false;
		localStorage.removeItem(signedInKey);
	}

	async #take(account: Account | null): Promise<void> {
		if (!account) return this.ended();
		const answer: SessionAnswer = await client.ask('session', {
			account,
			signedInAt: localStorage.getItem(signedInAtKey)
		});
		this.account = account;
		this.#isBelieved = true;
		localStorage.setItem(signedInKey, account.id);
		this.adoptable = answer.adoptable;
		this.isAsking = answer.adoptable !== null;
		app.take(answer.state);
	}
}

export const session = new Session();
