/** Undo and Redo of the review, told to screen readers (V3). */
import { m } from '../../i18n/paraglide/messages';
import { announcer } from '../announcer.svelte';
import { upload } from '../upload.svelte';
import { stepText } from './step-text';

export async function turn(name: 'undo' | 'redo'): Promise<void> {
	const step = upload.review?.[name];
	if (!step) return announcer.say(name === 'undo' ? m.undo_none() : m.redo_none());
	await upload[name]();
	if (upload.failure) return;
	const words = { step: stepText(step) };
	announcer.say(name === 'undo' ? m.undone(words) : m.redone(words));
}

/** The step that a key asks for: Ctrl+Z, Ctrl+Shift+Z, Ctrl+Y, with Command instead on a Mac. */
export function turnOf(event: KeyboardEvent): 'undo' | 'redo' | null {
	if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
	const key = event.key.toLowerCase();
	if (key === 'y') return 'redo';
	if (key !== 'z') return null;
	return event.shiftKey ? 'redo' : 'undo';
}
