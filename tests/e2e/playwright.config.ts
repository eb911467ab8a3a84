import { defineConfig } from '@playwright/test';

export default defineConfig({
	testDir: '.',
	testMatch: '**/*.spec.ts',
	outputDir: '../../test-results',
	forbidOnly: Boolean(process.env['CI']),
	fullyParallel: true,
	workers: 2,
	retries: 0,
	timeout: 60_000,
	reporter: [
		['list'],
		['json', { outputFile: process.env['E2E_REPORT'] ?? '../../test-results/e2e.json' }]
	]
});
