import Equal from '@lucide/svelte/icons/equal';
import Info from '@lucide/svelte/icons/info';
import OctagonX from '@lucide/svelte/icons/octagon-x';
import Pencil from '@lucide/svelte/icons/pencil';
import Plus from '@lucide/svelte/icons/plus';
import SkipForward from '@lucide/svelte/icons/skip-forward';
import Trash2 from '@lucide/svelte/icons/trash-2';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';

/** Shapes differ, so that colour is never alone. */
export const actionIcons = {
	create: Plus,
	update: Pencil,
	unchanged: Equal,
	skip: SkipForward,
	delete: Trash2,
	error: OctagonX
} as const;

/** What a row of a long list may show. */
export type ListIconName = keyof typeof actionIcons | 'warning' | 'unfold' | 'open';

export const levelIcons = { error: OctagonX, warning: TriangleAlert, note: Info } as const;
