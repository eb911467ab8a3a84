import type { Component } from 'svelte';

/** A line of a menu. */
export interface MenuEntry {
	readonly text: string;
	readonly icon?: Component;
	readonly note?: string;
	readonly isChosen?: boolean;
	readonly run: () => void;
}
