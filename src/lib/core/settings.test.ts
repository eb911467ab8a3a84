import { describe, expect, test } from 'vitest';
import {
	choices,
	defaultKeys,
	defaultSettings,
	neverRemembered,
	updatesExisting,
	type ChoiceKey
} from './settings';
import { settingsSchema } from './settings-schema';

describe('defaults', () => {
	test.each([
		['S1', 'uploadType', 'add_new'],
		['S2', 'newUserPassword', 'create'],
		['S3', 'createdPassword', 'generated'],
		['S4', 'existingDetails', 'no_changes'],
		['S5', 'existingPassword', 'no_changes'],
		['S6', 'forcePasswordChange', 'weak'],
		['S7', 'allowDeletes', 'no'],
		['S8', 'emailDetails', 'none'],
		['S9', 'matchBy', 'username'],
		['S10', 'blankCells', 'leave'],
		['S11', 'preventDuplicateEmails', 'yes'],
		['S12', 'standardiseUsernames', 'yes'],
		['S14', 'existingPhotos', 'keep'],
		['S14', 'candidatesWithoutPhoto', 'warn']
	] as const)('%s %s is %s', (_, key, expected) => {
		expect(defaultSettings[key]).toBe(expected);
	});

	test('S13 no default value is set', () => {
		expect(defaultSettings.defaults).toEqual(
			Object.fromEntries(defaultKeys.map((key) => [key, '']))
		);
	});

	test('what is missing is filled in, what is set stays', () => {
		const settings = settingsSchema.parse({ uploadType: 'update_only', defaults: { title: 'Dr' } });
		expect(settings).toEqual({
			...defaultSettings,
			uploadType: 'update_only',
			defaults: { ...defaultSettings.defaults, title: 'Dr' }
		});
	});

	test('parsing twice changes nothing', () => {
		expect(settingsSchema.parse({})).toEqual(defaultSettings);
		expect(settingsSchema.parse(defaultSettings)).toEqual(defaultSettings);
	});
});

describe('the schema at the door', () => {
	test.each(Object.keys(choices) as ChoiceKey[])('%s takes its choices and no other', (key) => {
		for (const choice of choices[key]) {
			expect(settingsSchema.parse({ [key]: choice })[key]).toBe(choice);
		}
		for (const wrong of ['', 'Yes', null, 1, true, [], {}]) {
			expect(settingsSchema.safeParse({ [key]: wrong }).success).toBe(false);
		}
	});

	test('S15 a common password is no part of settings', () => {
		const parsed = settingsSchema.parse({ commonPassword: 'secret', uploadType: 'add_new' });
		expect(JSON.stringify(parsed)).not.toContain('secret');
	});
});

test('S15 what could do harm unseen starts at its default each time', () => {
	expect([...neverRemembered].sort()).toEqual([
		'allowDeletes',
		'blankCells',
		'defaults',
		'emailDetails',
		'existingPassword'
	]);
});

test.each([
	['add_new', false],
	['add_all', false],
	['add_and_update', true],
	['update_only', true]
] as const)('S4, S5 are enabled for %s: %s', (uploadType, expected) => {
	expect(updatesExisting({ ...defaultSettings, uploadType })).toBe(expected);
});
