const names: Readonly<Record<string, string>> = {
	'utf-8': 'UTF-8',
	'utf-16le': 'UTF-16',
	'utf-16be': 'UTF-16',
	'windows-1252': 'Windows-1252'
};

/** An encoding as people know it. */
export function encodingText(encoding: string): string {
	const name = names[encoding.toLowerCase()];
	return name ?? encoding.replace(/^(iso|koi|gb|big|euc|shift)/i, (start) => start.toUpperCase());
}
