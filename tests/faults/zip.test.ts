/** Z1, Z2: archives of three writers read back byte for byte; of changed ones nothing wrong is taken. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readZip } from '../zip-read';
import { writeZip, type Entry } from '../zip-writer';

const isFull = Boolean(process.env['FULL']);
const runs = (full: number) => (isFull ? full : Math.ceil(full / 20));
const minutes = 60_000 * (isFull ? 20 : 1);
/** SEED of the environment repeats a run; without it each run has its own, which a failure prints. */
if (process.env['SEED']) fc.configureGlobal({ seed: Number(process.env['SEED']) });

const letters = fc.constantFrom(...Array.from('abcXYZ019 -_.éßĐ世😀'));
const segment = fc
	.string({ unit: letters, minLength: 1, maxLength: 8 })
	.filter((text) => !/^[.\s-]|[.\s]$|^\.+$/.test(text));
const path = fc
	.array(segment, { minLength: 1, maxLength: 3 })
	.map((segments) => segments.join('/'));

/** Random bytes, and bytes that deflate well. */
const content = fc.oneof(
	fc.uint8Array({ maxLength: 3000 }),
	fc
		.tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.nat({ max: 4000 }))
		.map(([piece, count]) => new Uint8Array(Buffer.alloc(count, piece)))
);

const foldedPath = (name: string) => name.normalize('NFKC').toUpperCase().toLowerCase();

/** No two names that are one when folded, and none that is a folder of another. */
const files = fc
	.uniqueArray(fc.tuple(path, content), { maxLength: 8, selector: ([name]) => foldedPath(name) })
	.map((list) =>
		list.filter(
			([name]) => !list.some(([other]) => foldedPath(other).startsWith(`${foldedPath(name)}/`))
		)
	)
	.filter((list) => list.length > 0);

type Files = readonly (readonly [name: string, content: Uint8Array])[];

/** Letters of code page 437, as old programs write names. No byte of theirs begins a letter of UTF-8. */
const oldLetters = new Map(
	Array.from('ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑ', (letter, at) => [letter, 0x80 + at] as const)
);
const oldName = fc
	.string({
		unit: fc.constantFrom('a', 'B', '7', ...oldLetters.keys()),
		minLength: 1,
		maxLength: 9
	})
	.map((text) => `${text}.jpg`);
const oldFiles = fc.uniqueArray(fc.tuple(oldName, content), {
	minLength: 1,
	maxLength: 8,
	selector: ([name]) => foldedPath(name)
});

function oldBytes(name: string): Uint8Array {
	return Uint8Array.from(name, (letter) => oldLetters.get(letter) ?? letter.charCodeAt(0));
}

async function expectSame(written: Uint8Array<ArrayBuffer>, list: Files): Promise<void> {
	const { refused, contents } = await readZip(written);
	const found = [...contents].filter(([name]) => !name.endsWith('/'));
	const sorted = (pairs: Iterable<readonly [string, Uint8Array | null]>) =>
		[...pairs]
			.map(([name, bytes]) => [name.normalize('NFC'), bytes && Buffer.from(bytes).toString('hex')])
			.toSorted();
	expect([refused, sorted(found)]).toEqual([null, sorted(list)]);
}

const form = fc.record({
	method: fc.constantFrom(0, 8),
	descriptor: fc.constantFrom('none', 'signed', 'unsigned', 'signed64', 'unsigned64'),
	isZip64: fc.boolean(),
	isFlaggedUtf8: fc.boolean(),
	gapBytes: fc.nat({ max: 3 })
});

const lists = fc.oneof(
	{ weight: 3, arbitrary: files.map((list) => ({ list, isOld: false })) },
	{ weight: 1, arbitrary: oldFiles.map((list) => ({ list, isOld: true })) }
);

const ownArchive = lists.chain(({ list, isOld }) =>
	fc.record({
		list: fc.constant(list),
		isOld: fc.constant(isOld),
		forms: fc.array(form, { minLength: list.length, maxLength: list.length }),
		archive: fc.record({ isZip64: fc.boolean(), comment: fc.string({ maxLength: 20 }) })
	})
);

function writeOwn({
	list,
	isOld,
	forms,
	archive
}: typeof ownArchive extends fc.Arbitrary<infer T> ? T : never) {
	const entries = list.map(([name, bytes], place): Entry => {
		const gapBytes = place === 0 ? 0 : (forms[place]?.gapBytes ?? 0);
		const entry = { content: bytes, ...forms[place], gapBytes };
		return isOld ? { ...entry, name: oldBytes(name), isFlaggedUtf8: false } : { ...entry, name };
	});
	return writeZip(entries, archive);
}

/** By the program itself, in a folder of its own. */
function writeBySystem(list: Files, options: readonly string[]): Uint8Array<ArrayBuffer> {
	const folder = mkdtempSync(join(tmpdir(), 'muster-zip-'));
	try {
		for (const [name, bytes] of list) {
			mkdirSync(join(folder, 'in', dirname(name)), { recursive: true });
			writeFileSync(join(folder, 'in', name), bytes);
		}
		const env = { ...process.env, LC_ALL: 'C.UTF-8' };
		execFileSync('zip', ['-q', '-r', ...options, '../out.zip', '.'], {
			cwd: join(folder, 'in'),
			env
		});
		return new Uint8Array(readFileSync(join(folder, 'out.zip')));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

describe('what was written is read', () => {
	test('by the writer of the tests', { timeout: minutes }, async () => {
		await fc.assert(
			fc.asyncProperty(ownArchive, async (made) => expectSame(writeOwn(made), made.list)),
			{ numRuns: runs(600) }
		);
		expect.assertions(runs(600));
	});

	test('by fflate', { timeout: minutes }, async () => {
		const level = fc.constantFrom(0, 1, 6, 9);
		await fc.assert(
			fc.asyncProperty(files, level, async (list, chosen) => {
				const written = zipSync(Object.fromEntries(list), { level: chosen });
				await expectSame(new Uint8Array(written), list);
			}),
			{ numRuns: runs(300) }
		);
		expect.assertions(runs(300));
	});

	test('by the system', { timeout: minutes }, async () => {
		if (spawnSync('zip', ['-v']).status !== 0)
			throw new Error('The program zip is needed: install it');
		const options = fc.constantFrom([], ['-0'], ['-9'], ['-fd'], ['-fz'], ['-X', '-D']);
		await fc.assert(
			fc.asyncProperty(files, options, async (list, chosen) =>
				expectSame(writeBySystem(list, chosen), list)
			),
			{ numRuns: runs(100) }
		);
		expect.assertions(runs(100));
	});
});

const mutation = fc.oneof(
	fc.record({ kind: fc.constant('set'), at: fc.nat(), byte: fc.nat({ max: 255 }) }),
	fc.record({ kind: fc.constant('flip'), at: fc.nat(), byte: fc.nat({ max: 7 }) }),
	fc.record({ kind: fc.constant('cut'), at: fc.nat(), byte: fc.nat({ max: 255 }) }),
	fc.record({ kind: fc.constant('double'), at: fc.nat(), byte: fc.nat({ max: 255 }) })
);

/** Most of the lies are told in the last bytes, where the directory is. */
function mutated(
	bytes: Uint8Array<ArrayBuffer>,
	changes: readonly (typeof mutation extends fc.Arbitrary<infer T> ? T : never)[]
): Uint8Array<ArrayBuffer> {
	let now = new Uint8Array(bytes);
	for (const { kind, at, byte } of changes) {
		const near = at % 2 === 0 ? at % now.length : Math.max(0, now.length - 1 - (at % 200));
		if (kind === 'set') now[near] = byte;
		else if (kind === 'flip') now[near] = (now[near] ?? 0) ^ (1 << byte);
		else {
			const length = Math.min(byte, now.length - near);
			const piece = now.slice(near, near + length);
			const rest = now.slice(kind === 'cut' ? near + length : near);
			now = new Uint8Array(
				Buffer.concat([now.slice(0, near), kind === 'cut' ? new Uint8Array(0) : piece, rest])
			);
		}
		if (now.length === 0) return now;
	}
	return now;
}

test('changed archives: no crash, no hang, nothing wrong taken', { timeout: minutes }, async () => {
	const changes = fc.array(mutation, { minLength: 1, maxLength: 3 });
	let taken = 0;
	await fc.assert(
		fc.asyncProperty(ownArchive, changes, async (made, list) => {
			const originals = new Set(made.list.map(([, bytes]) => Buffer.from(bytes).toString('hex')));
			const startMs = performance.now();
			const { contents } = await readZip(mutated(writeOwn(made), list));
			if (performance.now() - startMs > 5000) throw new Error('over 5 s');
			for (const [name, bytes] of contents) {
				if (!bytes || name.endsWith('/')) continue;
				if (!originals.has(Buffer.from(bytes).toString('hex'))) throw new Error(`wrong: ${name}`);
				taken += 1;
			}
		}),
		{ numRuns: runs(5000) }
	);
	expect(taken).toBeGreaterThan(0);
});
