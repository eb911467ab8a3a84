import { describe, expect, it } from 'vitest';
import { standings } from './photo-standing';
import { matchPhotos, type PhotoChoices, type PhotoFile, type PhotoOwner } from './photos';

const photo = (path: string, source = '', isFaulty = false): PhotoFile => ({
	path,
	source,
	isFaulty
});

let nextId = 0;
function owner(fields: Partial<PhotoOwner> = {}): PhotoOwner {
	nextId += 1;
	const blank = { clientId: '', username: '', email: '', firstName: '', lastName: '', photo: '' };
	return { ...blank, id: nextId, ...fields };
}

const byItself: PhotoChoices = { key: null, byHand: new Map() };
const match = (
	paths: readonly (string | PhotoFile)[],
	owners: readonly PhotoOwner[],
	choices: Partial<PhotoChoices> = {}
) => {
	const photos = paths.map((path) => (typeof path === 'string' ? photo(path) : path));
	const all = { ...byItself, ...choices };
	const matches = matchPhotos(photos, owners, all);
	return { ...matches, standing: standings(photos, matches, all.byHand) };
};

describe('Z5 finds a person by the name of the photo', () => {
	const same: readonly (readonly [path: string, clientId: string])[] = [
		['MC-1.jpg', 'MC-1'],
		['exam/photos/MC-1.JPG', 'mc-1'],
		['MC-1_photo.png', 'MC-1'],
		['MC-1-face.webp', 'MC-1'],
		['MC-1_Photo (2).jpg', 'MC-1'],
		['MC-20417-1.jpg', 'MC-20417'],
		['MC-20417_photo_02.jpg', 'MC-20417'],
		['MC-20417..jpg', 'MC-20417'],
		['Re\u0301-11.png', 'Ré-11'],
		['ＭＣ-1.jpg', 'MC-1'],
		['MC-1/photo.jpg', 'MC-1'],
		['a/MC-1/1.jpg', 'MC-1'],
		['photo.jpg', 'photo'],
		['__proto__.jpg', '__proto__'],
		['constructor.jpg', 'constructor']
	];
	it.each(same)('%s is of %s', (path, clientId) => {
		const person = owner({ clientId });
		expect(match([path], [person]).photosOf.get(person.id)).toEqual([0]);
	});

	const others: readonly (readonly [path: string, clientId: string])[] = [
		['MC-10.jpg', 'MC-1'],
		['Re-11.jpg', 'Ré-11'],
		['MC-1/MC-2.jpg', 'MC-1'],
		['.jpg', ''],
		['photo.jpg', ''],
		[`${'-'.repeat(301)}.jpg`, '-']
	];
	it.each(others)('%s is not of “%s”', (path, clientId) => {
		expect(match([path], [owner({ clientId })]).photosOf.size).toBe(0);
	});

	it('a name of dashes without end takes no time', () => {
		const startMs = performance.now();
		match([`${'-'.repeat(65_000)}.jpg`, `${' '.repeat(299)}.jpg`], [owner({ clientId: '-' })]);
		expect(performance.now() - startMs).toBeLessThan(500);
	});

	it('an ending counts only where nobody has it in the key', () => {
		const [plain, numbered] = [owner({ clientId: 'MC' }), owner({ clientId: 'MC-1' })];
		const { photosOf } = match(['MC-1.jpg'], [plain, numbered]);
		expect([...photosOf]).toEqual([[numbered.id, [0]]]);
	});

	it('by an email in either spelling of its domain', () => {
		const person = owner({ email: 'ana@münchen.example' });
		const { photosOf, key } = match(['Ana@xn--mnchen-3ya.example.jpg'], [person]);
		expect([key, photosOf.get(person.id)]).toEqual(['email', [0]]);
	});

	it('by the Photo column before any key', () => {
		const cell = owner({ clientId: 'MC-1', photo: '.\\Photos\\face 7.JPG' });
		const other = owner({ clientId: 'MC-2', photo: 'MC-1' });
		const { photosOf } = match(['photos/face 7.jpg', 'MC-1.jpg', 'MC-2.jpg'], [cell, other]);
		expect([...photosOf]).toEqual([
			[cell.id, [0]],
			[other.id, [1]]
		]);
	});
});

describe('Z5 one key for the package', () => {
	const people = [
		owner({ clientId: '1', username: 'ana' }),
		owner({ clientId: '2', username: 'ben' }),
		owner({ clientId: 'cy', username: '3' })
	];
	const paths = ['ana.jpg', 'ben.jpg', 'cy.jpg'];

	it('is the one that covers most, and each is told', () => {
		const { key, coverage, unmatched } = match(paths, people);
		expect([key, coverage]).toEqual(['username', { clientId: 1, username: 2, email: 0 }]);
		expect(unmatched).toEqual([2]);
	});

	it('can be chosen', () => {
		expect(match(paths, people, { key: 'clientId' }).unmatched).toEqual([0, 1]);
	});

	it('is the Client ID where nothing covers anything', () => {
		expect(match(['x.jpg'], people).key).toBe('clientId');
	});
});

describe('Z5 suggests', () => {
	it('a person without leading zeros, and takes nobody by that', () => {
		const person = owner({ clientId: '0012' });
		const { photosOf, suggestions } = match(['12.jpg'], [person], { key: 'clientId' });
		expect(photosOf.size).toBe(0);
		expect(suggestions).toEqual([{ photo: 0, owner: person.id, by: 'zeros' }]);
	});

	it('a person by name in any order, without accents', () => {
		const person = owner({ clientId: '7', firstName: 'Đorđe', lastName: 'Núñez Vega' });
		const { suggestions } = match(['Nunez_Vega-đorđe_photo.jpg'], [person]);
		expect(suggestions).toEqual([{ photo: 0, owner: person.id, by: 'name' }]);
	});

	it('nothing that is open either way', () => {
		const zeros = [owner({ clientId: '012' }), owner({ clientId: '0012' })];
		expect(match(['12.jpg'], zeros, { key: 'clientId' }).suggestions).toEqual([]);
		const one = [owner({ clientId: '0012' })];
		const paths = ['12.jpg', '012.jpg'];
		expect(match(paths, one, { key: 'clientId' }).suggestions).toEqual([]);
	});

	it('nobody by a first name alone', () => {
		expect(match(['Ana.jpg'], [owner({ clientId: '7', firstName: 'Ana' })]).suggestions).toEqual(
			[]
		);
	});
});

describe('Z7', () => {
	const ana = owner({ clientId: 'ana' });
	const ben = owner({ clientId: 'ben' });

	it('two photos for one: the first by name, with a warning', () => {
		const { standing } = match(['ana_2.jpg', 'ana_1.jpg'], [ana]);
		expect(standing.get(ana.id)).toEqual({ kind: 'several', photo: 1, photos: [1, 0] });
	});

	it('two photos for one: chosen by hand', () => {
		const byHand = new Map([[ana.id, 0]]);
		const { standing } = match(['ana_2.jpg', 'ana_1.jpg'], [ana], { byHand });
		expect(standing.get(ana.id)).toEqual({ kind: 'matched', photo: 0, photos: [0, 1] });
	});

	it('two copies of one picture are no two photos', () => {
		const paths = [photo('ana_1.jpg', 'aa'), photo('ana_2.jpg', 'aa')];
		expect(match(paths, [ana]).standing.get(ana.id)?.kind).toBe('matched');
	});

	it('one picture for two people is an error of both', () => {
		const { standing } = match([photo('ana.jpg', 'aa'), photo('ben.jpg', 'aa')], [ana, ben]);
		expect([...standing.values()].map(({ kind }) => kind)).toEqual(['shared', 'shared']);
	});

	it('one file named for two people is an error of both', () => {
		const people = [owner({ photo: 'x.jpg' }), owner({ photo: 'x.jpg' })];
		const { standing } = match(['x.jpg'], people);
		expect([...standing.values()].map(({ kind }) => kind)).toEqual(['shared', 'shared']);
	});

	it('one picture for two people, given to one of them by hand', () => {
		const byHand = new Map([[ben.id, 1]]);
		const paths = [photo('ana.jpg', 'aa'), photo('ben.jpg', 'aa')];
		const { standing } = match(paths, [ana, ben], { byHand });
		expect([standing.get(ana.id)?.kind, standing.get(ben.id)?.kind]).toEqual(['shared', 'matched']);
	});

	it('a photo put onto a person leaves the one it was found for', () => {
		const byHand = new Map([[ben.id, 0]]);
		const { photosOf } = match(['ana.jpg'], [ana, ben], { byHand });
		expect([...photosOf]).toEqual([[ben.id, [0]]]);
	});

	it('a photo taken off a person is nobody’s', () => {
		const byHand = new Map([[ana.id, null]]);
		const { photosOf, unmatched } = match(['ana.jpg'], [ana], { byHand });
		expect([photosOf.size, unmatched]).toEqual([0, [0]]);
	});

	it('Z2, Z6: a photo that cannot be used is found and not taken', () => {
		const { standing, unmatched } = match([photo('ana.jpg', 'aa', true)], [ana]);
		expect(standing.get(ana.id)?.kind).toBe('faulty');
		expect(unmatched).toEqual([]);
	});

	it('Z7: the second of two photos stands where the first cannot be used', () => {
		const paths = [photo('ana_1.jpg', 'aa', true), photo('ana_2.jpg', 'bb')];
		expect(match(paths, [ana]).standing.get(ana.id)).toMatchObject({ kind: 'matched', photo: 1 });
	});
});
