import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standings } from '../../src/lib/core/photo-standing';
import { matchPhotos, type PhotoFile, type PhotoOwner } from '../../src/lib/core/photos';

const key = fc.constantFrom('1', '01', 'a', 'A', 'a-1', 'á', 'A\u0301', 'ana', 'a@b', 'photo', '');
const path = fc
	.tuple(fc.constantFrom('', 'x/', 'a/'), key, fc.constantFrom('', '_photo', '-1', ' (2)', '.'))
	.map((parts) => `${parts.join('')}.jpg`);

const photos: fc.Arbitrary<PhotoFile[]> = fc.uniqueArray(
	fc.record({
		path,
		source: fc.constantFrom('', 'aa', 'bb'),
		isFaulty: fc.boolean()
	}),
	{ maxLength: 8, selector: (each) => each.path }
);

const owners: fc.Arbitrary<PhotoOwner[]> = fc
	.array(
		fc.record({
			clientId: key,
			username: key,
			email: key,
			firstName: key,
			lastName: key,
			photo: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, key)
		}),
		{ maxLength: 8 }
	)
	.map((list) => list.map((each, id) => ({ ...each, id })));

const hands = fc.array(fc.tuple(fc.nat({ max: 7 }), fc.option(fc.nat({ max: 7 }))), {
	maxLength: 3
});

const world = fc.record({
	photos,
	owners,
	hands,
	key: fc.constantFrom(null, 'clientId', 'username', 'email')
});

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function matchIn({ photos, owners, hands, key }: World) {
	const real = hands.filter(
		([owner, photo]) => owner < owners.length && (photo === null || photo < photos.length)
	);
	const byHand = new Map(real);
	const matches = matchPhotos(photos, owners, { key, byHand });
	return { matches, byHand, standing: standings(photos, matches, byHand) };
}

const check = (claim: (made: World) => void) => {
	fc.assert(fc.property(world, claim), { numRuns: 500 });
	expect(true).toBe(true);
};

describe('photos and people', () => {
	it('Z5: each photo is somebody’s or nobody’s, never both, and none is lost', () => {
		check((made) => {
			const { photosOf, unmatched } = matchIn(made).matches;
			const taken = [...photosOf.values()].flat();
			const all = new Set([...taken, ...unmatched]);
			expect([all.size, unmatched.filter((photo) => taken.includes(photo))]).toEqual([
				made.photos.length,
				[]
			]);
		});
	});

	it('Z7: no picture stands for two people', () => {
		check((made) => {
			const pictures = [...matchIn(made).standing.values()]
				.filter(({ kind }) => kind === 'matched' || kind === 'several')
				.map(({ photo }) => made.photos[photo]?.source || photo);
			expect(new Set(pictures).size).toBe(pictures.length);
		});
	});

	it('Z2, Z6: what is faulty is never taken', () => {
		check((made) => {
			const taken = [...matchIn(made).standing.values()].filter(
				({ kind }) => kind === 'matched' || kind === 'several'
			);
			expect(taken.filter(({ photo }) => made.photos[photo]?.isFaulty)).toEqual([]);
		});
	});

	it('Z5: the order of the people changes nothing', () => {
		check((made) => {
			const sorted = ({ matches, standing }: ReturnType<typeof matchIn>) => [
				matches.key,
				matches.coverage,
				[...matches.photosOf].toSorted(([a], [b]) => a - b),
				matches.suggestions,
				[...standing].toSorted(([a], [b]) => a - b)
			];
			const turned = { ...made, owners: made.owners.toReversed() };
			const [there, back] = [matchIn(made), matchIn(turned)];
			expect(sorted(there)).toEqual(sorted(back));
		});
	});

	it('Z5: the chosen key covers at least as much as each other one', () => {
		check((made) => {
			const { key, coverage } = matchIn({ ...made, key: null }).matches;
			expect(Math.max(...Object.values(coverage))).toBe(coverage[key]);
		});
	});

	it('Z5: a suggestion is of a photo and a person who have nobody yet, and each is in one alone', () => {
		check((made) => {
			const { suggestions, photosOf, unmatched } = matchIn(made).matches;
			const persons = suggestions.map(({ owner }) => owner);
			expect(new Set(persons).size).toBe(persons.length);
			for (const { photo, owner } of suggestions) {
				expect([unmatched.includes(photo), photosOf.has(owner)]).toEqual([true, false]);
			}
		});
	});

	it('Z7: what was put by hand is there', () => {
		check((made) => {
			const { byHand, matches } = matchIn(made);
			for (const [owner, photo] of byHand) {
				expect(matches.photosOf.get(owner)?.[0]).toBe(photo ?? undefined);
			}
		});
	});
});
