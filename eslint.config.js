import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default defineConfig(
	{
		ignores: [
			'build/',
			'.svelte-kit/',
			'data/',
			'test-results/',
			'static/',
			'src/lib/i18n/paraglide/',
			// What it imports is installed by the benchmark alone.
			'tests/bench/peers/'
		]
	},
	js.configs.recommended,
	ts.configs.strictTypeChecked,
	ts.configs.stylisticTypeChecked,
	svelte.configs.recommended,
	{
		languageOptions: {
			parserOptions: {
				projectService: true,
				tsconfigRootDir: import.meta.dirname,
				// The same for every file: where they differ, the project is loaded anew at each change from one to the other.
				extraFileExtensions: ['.svelte']
			}
		},
		rules: {
			// TypeScript knows the names, and knows them for each folder.
			'no-undef': 'off',
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/restrict-plus-operands': ['error', { allowNumberAndString: true }],
			// An empty variable of the environment is an unset one.
			'@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: true }],
			// A checked index gives `T | undefined`: `as T` says why it cannot be, `!` hides it.
			// By code points is how names and passwords are read here.
			'@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
			'@typescript-eslint/non-nullable-type-assertion-style': 'off',
			'@typescript-eslint/no-confusing-void-expression': 'off',
			'@typescript-eslint/dot-notation': 'off',
			// Playwright reads the names of the fixtures from the pattern, an empty one too.
			'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }]
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: { parser: ts.parser, svelteConfig }
		}
	},
	{
		files: ['**/*.svelte'],
		rules: {
			// In markup the linter knows no types of what a component hands to a snippet or callback; svelte-check does.
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-return': 'off',
			// The app stands at the root of its address: the service worker keeps one shell for all of it.
			'svelte/no-navigation-without-resolve': 'off'
		}
	},
	// Tools in plain JavaScript that run before or beside the build.
	{ files: ['**/*.mjs'], extends: [ts.configs.disableTypeChecked] }
);
