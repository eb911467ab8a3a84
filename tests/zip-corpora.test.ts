/** Z1–Z4: archives of others and archives that lie, each with its verdict. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readArchive } from '../src/lib/files/zip';
import { contentsOf } from '../src/lib/files/zip-contents';
import { readZip } from './zip-read';

/** No archive, whatever it says, may take longer. */
const limitMs = 5000;
/** Of the whole process, above what it had before the archive. */
const limitBytes = 300 * 2 ** 20;
const fixtures = join(import.meta.dirname, 'fixtures');

function bytesOf(folder: string, name: string): Uint8Array<ArrayBuffer> {
	const bytes = readFileSync(join(fixtures, folder, name));
	return new Uint8Array(name.endsWith('.base64') ? Buffer.from(bytes.toString(), 'base64') : bytes);
}

/** Refused: code and entry. Read: the names of entries that are broken. */
type Verdict = readonly [refused: string, entry: string] | { readonly broken: readonly string[] };
const good: Verdict = { broken: [] };
const first = 'photos/MC-20417.jpg';

const hostile: Readonly<Record<string, Verdict>> = {
	'00-good': good,
	'01-encrypted-flag': ['file_zip_encrypted', 'users.csv'],
	'02-aes-method': ['file_zip_encrypted', first],
	'03-dotdot': ['file_zip_unsafe_name', 'photos/../../../MC-20417.jpg'],
	'04-absolute': ['file_zip_unsafe_name', '/photos/MC-20417.jpg'],
	'05-drive': ['file_zip_unsafe_name', 'C:/photos/MC-20417.jpg'],
	'06-backslash': ['file_zip_unsafe_name', 'photos\\MC-20417.jpg'],
	'07-nul-name': ['file_zip_unsafe_name', 'photos/MC-20417.jpg\ufffd.txt'],
	'08-duplicate-case': ['file_zip_duplicate_name', 'photos/mc-20417.JPG'],
	'09-duplicate-nfc-nfd': ['file_zip_duplicate_name', 'photos/Re\u0301-11.jpg'],
	'10-duplicate-exact': ['file_zip_duplicate_name', first],
	'11-wrong-crc-photo': { broken: [first] },
	'12-wrong-crc-csv': { broken: ['users.csv'] },
	'13-understated-size-photo': { broken: [first] },
	'14-understated-size-csv': { broken: ['users.csv'] },
	'15-overstated-size-photo': { broken: [first] },
	'16-local-name-differs': ['file_zip_contradicts', first],
	'17-local-method-differs': ['file_zip_contradicts', 'users.csv'],
	'18-local-size-differs': ['file_zip_contradicts', first],
	'19-overlap': ['file_zip_overlap', 'photos/MC-20418.png'],
	'20-overlap-inside': ['file_zip_overlap', 'photos/MC-20418.jpg'],
	'21-nested': good,
	'22-ratio-bomb': ['file_zip_ratio', first],
	'23-big-entry': ['file_zip_entry_too_large', first],
	'24-zip64-valid': good,
	'25-entry-count-high': ['file_zip_damaged', ''],
	'26-entry-count-low': ['file_zip_damaged', ''],
	'27-truncated-middle': ['file_zip_damaged', ''],
	'28-truncated-end': ['file_zip_damaged', ''],
	'29-prefix-offsets-right': ['file_zip_extra_bytes', ''],
	'30-prefix-offsets-unshifted': ['file_zip_extra_bytes', ''],
	'31-trailing-junk': ['file_zip_extra_bytes', ''],
	'32-comment-ok': good,
	'33-symlink': ['file_zip_symlink', first],
	'34-method-bzip2': ['file_zip_method', first],
	'35-multi-disk': ['file_zip_split', ''],
	'36-entry-on-disk-2': ['file_zip_split', first],
	'37-data-descriptor': good,
	'38-data-descriptor-lies': ['file_zip_contradicts', first],
	'39-directory-outside-file': ['file_zip_damaged', ''],
	'41-dots-in-name-ok': good,
	'42-no-csv': good,
	'43-two-csv-same-depth': good,
	'44-two-csv-shallowest': good,
	'45-empty': ['file_zip_empty', ''],
	'46-not-a-zip': ['file_zip_damaged', '']
};

const extra: Verdict = ['file_zip_extra_bytes', ''];

/** Archives of Go's archive/zip, written by many programs; what Go reads leniently Z1 refuses. */
const ofOthers: Readonly<Record<string, Verdict>> = {
	'crc32-not-streamed.zip': good,
	'dd.zip': good,
	'dupdir.zip': ['file_zip_duplicate_name', 'a/b/'],
	'go-no-datadesc-sig.zip.base64': good,
	'go-with-datadesc-sig.zip': good,
	'readme.notzip': ['file_zip_damaged', ''],
	'readme.zip': extra,
	'subdir.zip': good,
	'symlink.zip': ['file_zip_symlink', 'symlink'],
	'test-baddirsz.zip': extra,
	'test-prefix.zip': extra,
	'test-trailing-junk.zip': extra,
	'test.zip': good,
	'time-22738.zip': good,
	'time-7zip.zip': good,
	'time-go.zip': good,
	'time-infozip.zip': good,
	'time-osx.zip': good,
	'time-win7.zip': good,
	'time-winrar.zip': good,
	'time-winzip.zip': good,
	'unix.zip': good,
	'utf8-7zip.zip': good,
	'utf8-infozip.zip': good,
	'utf8-osx.zip': good,
	'utf8-winrar.zip': good,
	'utf8-winzip.zip': good,
	'winxp.zip': good,
	'zip64-2.zip': good,
	'zip64.zip': good
};

async function verdictOf(bytes: Uint8Array<ArrayBuffer>): Promise<Verdict> {
	const before = process.memoryUsage().rss;
	const { refused, entry, contents } = await readZip(bytes);
	expect(process.memoryUsage().rss - before).toBeLessThan(limitBytes);
	if (refused) return [refused, entry];
	return { broken: [...contents].flatMap(([name, content]) => (content ? [] : [name])) };
}

describe('archives that lie', () => {
	test('each file has a verdict', () => {
		const names = readdirSync(join(fixtures, 'zip-hostile'));
		expect(names.toSorted()).toEqual(Object.keys(hostile).map((name) => `${name}.zip`));
	});

	test.each(Object.entries(hostile))('Z1, Z2: %s', { timeout: limitMs }, async (name, verdict) => {
		expect(await verdictOf(bytesOf('zip-hostile', `${name}.zip`))).toEqual(verdict);
	});
});

describe("archives of Go's archive/zip", () => {
	test('each file has a verdict', () => {
		const names = readdirSync(join(fixtures, 'go-archive-zip'));
		expect(names.filter((name) => !name.endsWith('.md')).toSorted()).toEqual(Object.keys(ofOthers));
	});

	test.each(Object.entries(ofOthers))('Z1: %s', { timeout: limitMs }, async (name, verdict) => {
		expect(await verdictOf(bytesOf('go-archive-zip', name))).toEqual(verdict);
	});

	const worldwide = ['7zip', 'infozip', 'osx', 'winrar', 'winzip'];
	test.each(worldwide)('Z1: the name that %s wrote is read right', async (writer) => {
		const { contents } = await readZip(bytesOf('go-archive-zip', `utf8-${writer}.zip`));
		expect([...contents.keys()]).toEqual(['世界']);
	});
});

async function contents(folder: string, name: string, chosen?: string) {
	const { signal } = new AbortController();
	const entries = await readArchive(new Blob([bytesOf(folder, name)]), signal);
	const { table, tables, photos, others, leftOut } = contentsOf(entries, chosen);
	const names = (list: readonly { name: string }[]) => list.map((entry) => entry.name);
	return { table: table?.name, tables: names(tables), photos: photos.length, others, leftOut };
}

describe('what is in an archive', () => {
	const plain = { table: 'users.csv', tables: [], photos: 2, others: [], leftOut: 0 };

	test('Z3: litter and folders are left out and counted', async () => {
		expect(await contents('.', 'proctoring-small.zip')).toEqual({
			...plain,
			table: 'exam/list/candidates.csv',
			photos: 12,
			leftOut: 4
		});
	});

	test('Z3: an archive within the archive is left out', async () => {
		expect(await contents('zip-hostile', '21-nested.zip')).toEqual({ ...plain, leftOut: 1 });
	});

	test('Z3: a file that is no photo is listed', async () => {
		const others = ['test.txt'];
		const expected = { ...plain, table: undefined, photos: 1, others };
		expect(await contents('go-archive-zip', 'test.zip')).toEqual(expected);
	});

	test('Z4: without a CSV it is a package of photos', async () => {
		expect(await contents('zip-hostile', '42-no-csv.zip')).toEqual({ ...plain, table: undefined });
	});

	test('Z4: of two CSV at one depth one is asked for', async () => {
		const tables = ['users.csv', 'extra.csv'];
		const asked = { ...plain, table: undefined, tables };
		expect(await contents('zip-hostile', '43-two-csv-same-depth.zip')).toEqual(asked);
		expect(await contents('zip-hostile', '43-two-csv-same-depth.zip', 'extra.csv')).toEqual({
			...asked,
			table: 'extra.csv',
			others: ['users.csv']
		});
	});

	test('Z4: the shallowest of several is taken', async () => {
		const others = ['old/2025/users.csv'];
		expect(await contents('zip-hostile', '44-two-csv-shallowest.zip')).toEqual({
			...plain,
			others
		});
	});

	test('Z4: neither CSV nor photo', async () => {
		await expect(contents('go-archive-zip', 'dd.zip')).rejects.toThrow('file_zip_nothing');
	});
});
