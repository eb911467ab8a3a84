/** Names what an effect runs again for, where it does not use the value itself. */
export function dependsOn(...values: readonly unknown[]): void {
	values.at(0);
}
