/**
 * Gives a file to the person. In an app on an iPad's home screen a download opens a preview with no way back: there the
 * share sheet is used, which needs the file before the tap, so nothing may be awaited between.
 */
export async function download(content: Blob, name: string): Promise<void> {
	const file = new File([content], name, { type: content.type });
	const isHomeScreen = 'standalone' in navigator && navigator.standalone === true;
	if (isHomeScreen && navigator.canShare({ files: [file] })) {
		// Closing the sheet is no failure.
		await navigator.share({ files: [file] }).catch(() => undefined);
		return;
	}
	const link = document.createElement('a');
	link.href = URL.createObjectURL(content);
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
