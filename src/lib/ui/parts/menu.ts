import type { Component, Snippet } from 'svelte';

/** A line of a menu. */
export interface MenuEntry {
	readonly text: string;
	readonly icon?: Component;
	readonly note?: string;
	readonly isChosen?: boolean;
	readonly run: () => void;
}

export interface MenuProps {
	/** Divided by hairlines. */
	readonly groups: readonly (readonly MenuEntry[])[];
	readonly align?: 'start' | 'center' | 'end';
	/** The button; spread the props onto it. */
	readonly trigger: Snippet<[Record<string, unknown>]>;
}
