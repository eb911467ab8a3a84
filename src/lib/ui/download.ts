import { shareSheet } from './share-sheet.svelte';

/** Marks that a sentence has around a name and a file name must not have. */
const directionMarks = /[\u2066-\u2069]/g;

/**
 * Gives a file to the person. In an app on an iPad's home screen a download opens a preview with no way back: there the
 * share sheet is used. It opens only in the moment of a tap, so the file stands ready first and a second tap shares it.
 */
export async function download(content: Blob, title: string): Promise<void> {
	const name = title.replace(directionMarks, '');
	const file = new File([content], name, { type: content.type });
	const isHomeScreen = 'standalone' in navigator && navigator.standalone === true;
	if (isHomeScreen && navigator.canShare({ files: [file] })) return shareSheet.offer(file);
	const link = document.createElement('a');
	link.href = URL.createObjectURL(content);
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
