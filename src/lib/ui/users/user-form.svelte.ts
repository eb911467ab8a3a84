/** One user's form: what was typed over the stored values, until it is saved (V10). */
import { SvelteMap } from 'svelte/reactivity';
import type { PlainFailure } from '../../core/failure';
import { userFields, type Registration } from '../../core/records';
import { m } from '../../i18n/paraglide/messages';
import type {
	FieldEdit,
	FieldNow,
	TimelineEntry,
	UserIssue,
	UserSaved,
	UserView
} from '../../worker/protocol';
import { announcer } from '../announcer.svelte';
import { app } from '../app.svelte';
import { client } from '../client';
import { plainFailure } from '../plain-failure';

export type FormField = FieldEdit['field'];

function keyOf(examId: string | null, field: FormField): string {
	return `${examId ?? ''}/${field}`;
}

export class UserForm {
	readonly userId: string;
	/** As stored now; null until it is read, or where it is gone. */
	user = $state.raw<UserView | null>(null);
	timeline = $state.raw<readonly TimelineEntry[] | null>(null);
	issues = $state.raw<readonly UserIssue[]>([]);
	/** Changed elsewhere while this was typed. */
	changed = $state.raw<readonly FieldNow[]>([]);
	failure = $state.raw<PlainFailure | null>(null);
	isSaving = $state(false);
	sharesEmail = $state(false);
	readonly #typed = new SvelteMap<string, FieldEdit>();
	/** Into an exam or out of it. */
	readonly #exams = new SvelteMap<string, boolean>();

	constructor(userId: string) {
		this.userId = userId;
	}

	readonly edits: readonly FieldEdit[] = $derived.by(() =>
		[...this.#typed.values()].filter(({ from, to }) => from !== to)
	);
	readonly exams: readonly { readonly examId: string; readonly isIn: boolean }[] = $derived.by(
		() => {
			const held = this.user?.registrations ?? {};
			return [...this.#exams]
				.map(([examId, isIn]) => ({ examId, isIn }))
				.filter(({ examId, isIn }) => examId in held !== isIn);
		}
	);
	readonly touched: number = $derived.by(() => this.edits.length + this.exams.length);

	/** Reads the user again; what was typed stays. */
	async load(): Promise<void> {
		const { userId } = this;
		try {
			this.user = await client.ask('user', { userId });
			this.timeline = await client.ask('userTimeline', { userId });
		} catch (cause) {
			this.failure = plainFailure(cause);
		}
	}

	/** As it is written in files. */
	stored(examId: string | null, field: FormField): string {
		if (!this.user) return '';
		if (examId === null) return this.user[field as 'username'];
		const value = this.user.registrations[examId]?.[field as keyof Registration];
		return typeof value === 'boolean' ? (value ? 'Yes' : 'No') : (value ?? '');
	}

	text(examId: string | null, field: FormField): string {
		return this.#typed.get(keyOf(examId, field))?.to ?? this.stored(examId, field);
	}

	type(examId: string | null, field: FormField, to: string): void {
		const key = keyOf(examId, field);
		const from = this.#typed.get(key)?.from ?? this.stored(examId, field);
		if (to === from) this.#typed.delete(key);
		else this.#typed.set(key, { examId, field, from, to });
		this.issues = this.issues.filter(
			({ examId: exam, issue }) => exam !== examId || issue.field !== field
		);
		if (field === 'email') this.sharesEmail = false;
	}

	isIn(examId: string): boolean {
		return this.#exams.get(examId) ?? this.user?.registrations[examId] !== undefined;
	}

	/** What was typed for an exam goes with it. */
	setIn(examId: string, isIn: boolean): void {
		this.#exams.set(examId, isIn);
		if (isIn) return;
		for (const [key, edit] of this.#typed) if (edit.examId === examId) this.#typed.delete(key);
	}

	/** Of a field that was changed elsewhere: what was typed is put over it. */
	keepMine({ examId, field, now }: FieldNow): void {
		const key = keyOf(examId, field);
		const edit = this.#typed.get(key);
		if (edit) this.#typed.set(key, { ...edit, from: now });
		this.#settled(examId, field);
	}

	takeTheirs({ examId, field }: FieldNow): void {
		this.#typed.delete(keyOf(examId, field));
		this.#settled(examId, field);
	}

	#settled(examId: string | null, field: FormField): void {
		this.changed = this.changed.filter((one) => one.examId !== examId || one.field !== field);
	}

	reset(): void {
		this.#typed.clear();
		this.#exams.clear();
		this.issues = [];
		this.changed = [];
		this.failure = null;
		this.sharesEmail = false;
	}

	/** True where it was saved. */
	async save(): Promise<boolean> {
		if (this.touched === 0 || this.changed.length > 0 || this.isSaving) return false;
		const { userId, edits, exams, sharesEmail } = this;
		return this.#ask(() => client.ask('saveUser', { userId, edits, exams, sharesEmail }));
	}

	async restore(): Promise<boolean> {
		const { userId } = this;
		return this.#ask(() => client.ask('restoreUser', { userId }));
	}

	async remove(): Promise<boolean> {
		const { userId } = this;
		this.reset();
		return this.#ask(async () => {
			const user = await client.ask('deleteUser', { userId });
			return { isSaved: true, user, issues: [], changed: [] };
		});
	}

	async #ask(work: () => Promise<UserSaved>): Promise<boolean> {
		this.isSaving = true;
		this.failure = null;
		try {
			const { isSaved, user, issues, changed } = await work();
			if (isSaved) this.reset();
			this.user = user;
			this.issues = issues.filter(({ issue }) => issue.level !== 'note');
			this.changed = changed;
			if (!isSaved) return false;
			announcer.say(m.user_unsent());
			await app.refresh();
			this.timeline = await client.ask('userTimeline', { userId: this.userId });
			return true;
		} catch (cause) {
			this.failure = plainFailure(cause);
			return false;
		} finally {
			this.isSaving = false;
		}
	}
}

/** In the order of the form. */
export const formFields = [
	'clientId',
	'username',
	'title',
	'firstName',
	'lastName',
	'phone',
	'email'
] as const satisfies readonly (typeof userFields)[number][];
