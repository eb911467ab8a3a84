export function unique(values: readonly string[]): string[] {
	return [...new Set(values)];
}
