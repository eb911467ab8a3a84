import { defineConfig } from '@playwright/test';

export default defineConfig({
	testDir: '.',
	testMatch: '**/*.spec.ts',
	outputDir: '../../test-results',
	forbidOnly: Boolean(process.env['CI']),
	fullyParallel: true,
	workers: 3,
	retries: 0,
	// The tablet, landscape, is the main screen; tests of others set theirs.
	use: { viewport: { width: 1180, height: 820 }, locale: 'en-GB', acceptDownloads: true },
	projects: [
		{ name: 'together', grepInvert: /@alone/ },
		{ name: 'alone', grep: /@alone/, workers: 1 }
	],
	timeout: 60_000,
	// A busy machine is slow, not wrong: what has to be fast is measured by the test that says so.
	expect: { timeout: 15_000 },
	reporter: [
		['list'],
		['json', { outputFile: process.env['E2E_REPORT'] ?? '../../test-results/e2e.json' }]
	]
});
