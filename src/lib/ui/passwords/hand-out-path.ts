/** Where the sheet of an upload is printed. The address holds no more than the upload's id. */
export function handOutPath(uploadId: string): string {
	return `/hand-out?upload=${encodeURIComponent(uploadId)}`;
}
