import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { missingPackages } from './tools/complete-lock.mjs';

const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');
const { packages } = JSON.parse(text) as {
	readonly packages: Record<string, { readonly resolved?: string; readonly version?: string }>;
};

test('the lock file names no registry', () => {
	expect(Object.values(packages).filter((entry) => entry.resolved)).toEqual([]);
});

test('the lock file has the packages of every platform: else run tests/tools/complete-lock.mjs', () => {
	expect(missingPackages(packages)).toEqual([]);
});

test('a package of another platform that is left out is found', () => {
	const owner = { optionalDependencies: { 'rollup-darwin-arm64': '4.0.0' }, dev: true };
	expect(missingPackages({ 'node_modules/rollup': owner })).toEqual([
		{ name: 'rollup-darwin-arm64', version: '4.0.0', isDev: true }
	]);
});
