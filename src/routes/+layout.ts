import { words } from '$lib/ui/begin';

export const ssr = false;

/** No page says a word before its language is there. */
export const load = () => words;
