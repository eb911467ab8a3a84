import { language } from '$lib/ui/language.svelte';

export const ssr = false;

/** Asked for at once, beside the parts of the page. */
const words = language.start();

/** No page says a word before its language is there. */
export const load = () => words;
