import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankNames } from './name-order';

const letters = fc.constantFrom(...Array.from("abchzXYZ éñß -'.019"));
const name = fc.array(letters, { maxLength: 6 }).map((all) => all.join('').trim());
const names = fc.array(name, { maxLength: 12 });

test.each(['en', 'es', 'cs', 'da', 'ar'])('V4 names in the order of %s', (locale) => {
	const { compare } = new Intl.Collator(locale, { sensitivity: 'base', numeric: true });
	fc.assert(
		fc.property(names, (all) => {
			const ranks = rankNames(all, locale);
			for (const [at, one] of all.entries()) {
				for (const [place, other] of all.entries()) {
					if (one === '' || other === '') continue;
					const found = (ranks[at] as number) - (ranks[place] as number);
					expect(Math.sign(found), `${one} and ${other}`).toBe(Math.sign(compare(one, other)));
				}
			}
		}),
		{ numRuns: 400 }
	);
});

test('V4 who has no name comes last', () => {
	expect([...rankNames(['', 'Zoë', 'ann', '', 'ANN'], 'en')]).toEqual([2, 1, 0, 2, 0]);
});
