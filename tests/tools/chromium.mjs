/** Finds a Chromium to drive. */
import { chromium } from '@playwright/test';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The browser named by CHROMIUM, else the first one on PATH, else Playwright's own where it is installed.
 * @returns {string | undefined} the path of its program
 */
export function findChromium() {
	const named = process.env['CHROMIUM'];
	if (named) return existsSync(named) ? named : undefined;
	const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
	const found = names
		.flatMap((name) => folders.map((folder) => join(folder, name)))
		.find(existsSync);
	if (found) return found;
	return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

/**
 * What Playwright turns off, since a later list replaces it, and the pages that the browser's own bar of addresses loads
 * beside each window: nobody types there.
 */
const withoutFeatures = [
	'AvoidUnnecessaryBeforeUnloadCheckSync',
	'DestroyProfileOnBrowserClose',
	'HttpsUpgrades',
	'HttpsFirstBalancedModeAutoEnable',
	'LensOverlay',
	'MediaRouter',
	'PaintHolding',
	'OptimizationHints',
	'NetworkTimeServiceQuerying',
	'AimEnabled',
	'PreconnectToSearch',
	'WebUIOmniboxPopup',
	'WebUIOmniboxFullPopup',
	'WebUIOmniboxAimPopup'
];

/** For tests and tools that never leave this machine: no sandbox for root (it has none), no calls home. */
export const chromiumArgs = [
	...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
	`--disable-features=${withoutFeatures.join(',')}`,
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-default-apps',
	'--disable-sync',
	'--no-first-run',
	'--no-default-browser-check'
];
