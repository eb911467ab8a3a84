import { expect, test } from 'vitest';
import type { CellContext } from '../../core/cells';
import { defaultFaults } from '../../core/defaults';
import { defaultSettings, type DefaultKey } from '../../core/settings';
import { faultText } from './fault-text';

const context: CellContext = { standardiseUsernames: true, venues: [], callingCode: '44' };

const cases: readonly (readonly [DefaultKey, string, RegExp])[] = [
	['title', '%x', /“%x” is no letter/],
	['title', '50%', /“%” is no letter/],
	['email', '%0l@site.example', /“%0l” takes no character/],
	['username', '%u', /cannot stand in Username/],
	['role', 'examiner', /examiner/],
	['eligible', 'perhaps', /perhaps/],
	['bookingStatus', 'soon', /soon/],
	['email', 'nowhere', /nowhere/],
	['phone', 'none', /none/],
	['title', 'x'.repeat(40), /\w/]
];

test.each(cases)('S13 a wrong default for %s, “%s”, says why', (field, text, says) => {
	const faults = defaultFaults({ ...defaultSettings.defaults, [field]: text }, context);
	expect(faults.map((fault) => fault.field)).toEqual([field]);
	expect(faultText(faults[0] as (typeof faults)[0])).toMatch(says);
	expect(faultText(faults[0] as (typeof faults)[0])).not.toMatch(/undefined|[{}]/);
});
