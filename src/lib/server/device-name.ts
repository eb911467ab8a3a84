/** A name by which people know a device again: browser and system, as it says itself. */
const browsers: readonly (readonly [mark: RegExp, name: string])[] = [
	[/\bEdg(?:A|iOS)?\//, 'Edge'],
	[/\bOPR\//, 'Opera'],
	[/\bSamsungBrowser\//, 'Samsung Internet'],
	[/\bFirefox\/|\bFxiOS\//, 'Firefox'],
	[/\bChrome\/|\bCriOS\//, 'Chrome'],
	[/\bSafari\//, 'Safari']
];
const systems: readonly (readonly [mark: RegExp, name: string])[] = [
	[/\biPad\b/, 'iPad'],
	[/\biPhone\b/, 'iPhone'],
	[/\bAndroid\b/, 'Android'],
	[/\bCrOS\b/, 'ChromeOS'],
	[/\bWindows\b/, 'Windows'],
	[/\bMacintosh\b/, 'Mac'],
	[/\bLinux\b/, 'Linux']
];

export function deviceName(userAgent: string | null): string {
	const found = (list: typeof browsers) => list.find(([mark]) => mark.test(userAgent ?? ''))?.[1];
	return [found(browsers), found(systems)].filter((part) => part !== undefined).join(' · ');
}
