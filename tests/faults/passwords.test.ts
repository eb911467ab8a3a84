/** W5: at rest there is no password but in envelopes, and these hold exactly what file and save put into them. */
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/lib/storage/seal';
import type { SealingKey } from '../../src/lib/storage/meta';
import { keepSealingKey } from '../../src/lib/worker/sealing-key';
import { setCommonPassword } from '../../src/lib/worker/common-passwords';
import { resumeDraft } from '../../src/lib/worker/recheck';
import { reviewOf } from '../../src/lib/worker/review';
import type { Draft } from '../../src/lib/storage/db';
import {
	createDevice,
	fileOf,
	fixture,
	madeTexts,
	read,
	save,
	secondTab,
	viewAll,
	type Device
} from '../device';
import { bytesIn, textsOnDevice } from '../dump';
import { reportOf } from '../../src/lib/worker/report';

const suite = new CipherSuite({
	kem: new DhkemP256HkdfSha256(),
	kdf: new HkdfSha256(),
	aead: new Aes128Gcm()
});

let privateKey: CryptoKey;
let sealingKey: SealingKey;

beforeAll(async () => {
	const pair = await suite.kem.generateKeyPair();
	privateKey = pair.privateKey;
	const raw = new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey));
	sealingKey = {
		id: '0192a000-1111-4222-8333-444455556666',
		publicKey: Buffer.from(raw).toString('base64url'),
		fingerprint: await sha256Hex(raw)
	};
});

/** Opens an envelope by its layout alone: version, slot size, slots, key id, encapsulated key, ciphertext. */
async function openEnvelope(bytes: Uint8Array): Promise<string[]> {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const slotBytes = view.getUint16(1);
	const slots = view.getUint16(3);
	const recipient = await suite.createRecipientContext({
		recipientKey: privateKey,
		enc: bytes.slice(21, 86).buffer,
		info: new TextEncoder().encode('muster passwords 1').buffer
	});
	const plain = Buffer.from(
		await recipient.open(bytes.slice(86).buffer, bytes.slice(0, 21).buffer)
	);
	expect(plain).toHaveLength(slotBytes * slots);
	return Array.from({ length: slots }, (_, slot) =>
		plain
			.subarray(slot * slotBytes, (slot + 1) * slotBytes)
			.toString('utf8')
			.replace(/\0+$/, '')
	);
}

/** The password of each saved change, by the user's name. */
async function savedPasswords({ context }: Device): Promise<Record<string, string>> {
	const opened = new Map<string, string[]>();
	for (const { sha256, bytes } of await context.db.sealed.toArray()) {
		opened.set(sha256, await openEnvelope(bytes));
	}
	const users = (await context.db.userPages.toArray()).flatMap((page) => page.users);
	const names = new Map(users.map(({ id, username }) => [id, username]));
	const pages = await context.db.changePages.orderBy('first').toArray();
	const found: Record<string, string> = {};
	for (const change of pages.flatMap(({ changes }) => changes)) {
		if (change?.kind !== 'user' || !change.password) continue;
		const { envelope, slot } = change.password;
		found[names.get(change.id) ?? ''] = opened.get(envelope)?.[slot] ?? 'no such slot';
	}
	return found;
}

const secret = (n: number) => `Zebra-quilt-${n}-mauve`;

describe('envelopes hold the passwords of the changes', () => {
	test('of a file of several pages, and those made for the rest', async () => {
		const device = await createDevice(sealingKey);
		const has = (n: number) => n % 3 === 0;
		const rows = Array.from(
			{ length: 2400 },
			(_, n) => `C-${n},u.${n},N,${has(n) ? secret(n) : '****'}`
		);
		const open = await read(device, fileOf(['Client ID,Username,First Name,Password', ...rows]));
		await save(device, open);
		const made = madeTexts(device);
		expect(made).toHaveLength(1600);
		const expected: Record<string, string> = {};
		let next = 0;
		for (let n = 0; n < 2400; n += 1) {
			expected[`u.${n}`] = has(n) ? secret(n) : (made[next++] ?? '');
		}
		expect(await savedPasswords(device)).toEqual(expected);
	});

	test('letters of any script and ends of white space, as they stand', async () => {
		const device = await createDevice(sealingKey);
		const odd = [' ends kept ', 'пароль-длинный', '密'.repeat(128), '\u{1f511}'.repeat(64), '"q"'];
		const rows = odd.map((text, n) => `C-${n},u.${n},N,"${text.replaceAll('"', '""')}"`);
		const file = fileOf(['Client ID,Username,First Name,Password', ...rows]);
		await save(device, await read(device, file));
		expect(Object.values(await savedPasswords(device))).toEqual(odd);
	});

	test('W2 of stored users, only with "Update from file"', async () => {
		const device = await createDevice(sealingKey);
		await save(device, await read(device, fixture('policy-base.csv')));
		await device.context.db.changePages.clear();
		const update = { uploadType: 'update_only', existingDetails: 'override' } as const;
		await save(device, await read(device, fixture('policy-update.csv'), update));
		expect(await savedPasswords(device)).toEqual({});
		const setting = { ...update, existingPassword: 'update' } as const;
		await save(device, await read(device, fixture('policy-update.csv'), setting));
		expect(await savedPasswords(device)).toEqual({
			'mirela.petrescu': 'Copper-finch-29-dune',
			'olu.bankole': 'password1'
		});
	});

	test('P4 of two rows for one user: the last one filled', async () => {
		const device = await createDevice(sealingKey);
		const rows = [`C-1,u.1,N,${secret(1)}`, `C-1,u.1,N,${secret(2)}`, 'C-1,u.1,M,'];
		const both = {
			uploadType: 'add_and_update',
			existingDetails: 'override',
			existingPassword: 'update'
		} as const;
		const file = fileOf(['Client ID,Username,First Name,Password', ...rows]);
		await save(device, await read(device, file, both));
		expect(await savedPasswords(device)).toEqual({ 'u.1': secret(2) });
	});

	test('V7 of rows left out, once they are saved', async () => {
		const device = await createDevice(sealingKey);
		const rows = [`C-1,u.1,N,a@x.example,${secret(1)}`, `C-2,u.2,N,a@x.example,${secret(2)}`];
		const file = fileOf(['Client ID,Username,First Name,Email,Password', ...rows]);
		await save(device, await read(device, file));
		const { resumeDraft } = await import('../../src/lib/worker/recheck');
		const [left] = await device.context.db.drafts.toArray();
		if (!left) throw new Error('nothing was left out');
		const settings = { ...left.settings, preventDuplicateEmails: 'no' } as const;
		await save(device, await resumeDraft(device.context, { ...left, settings }));
		expect(await savedPasswords(device)).toEqual({ 'u.1': secret(1), 'u.2': secret(2) });
	});

	test('W5 read before the key came', async () => {
		const device = await createDevice(null);
		const rows = [`C-1,u.1,N,${secret(1)}`, `C-2,u.2,N,${secret(2)}`];
		const open = await read(device, fileOf(['Client ID,Username,First Name,Password', ...rows]));
		expect(open.summary.actions).toMatchObject({ create: 0, error: 2 });
		expect(await textsOnDevice(device, [secret(1), secret(2)])).toEqual([]);
		device.context.open = open;
		await keepSealingKey(device.context, sealingKey);
		expect(open.summary.actions).toMatchObject({ create: 2, error: 0 });
		await save(device, open);
		expect(await savedPasswords(device)).toEqual({ 'u.1': secret(1), 'u.2': secret(2) });
	});

	test('a key that is not what its fingerprint says is refused', async () => {
		const device = await createDevice(null);
		const wrong = { ...sealingKey, fingerprint: '0'.repeat(64) };
		await expect(keepSealingKey(device.context, wrong)).rejects.toThrow();
		expect(device.context.sealingKey).toBeNull();
	});

	test('slots are of one size, whatever the password', async () => {
		const sizes = new Set<number>();
		for (const text of ['short-1', 'x'.repeat(128)]) {
			const device = await createDevice(sealingKey);
			const rows = [`C-1,u.1,N,${text}`];
			await read(device, fileOf(['Client ID,Username,First Name,Password', ...rows]));
			const [envelope] = await device.context.db.sealed.toArray();
			sizes.add(envelope?.bytes.length ?? 0);
		}
		expect([...sizes]).toEqual([21 + 65 + 512 + 16]);
	});
});

describe('no table holds a password of the file', () => {
	interface Shape {
		readonly name: string;
		readonly lines: readonly string[];
	}
	const [one, two, three] = [secret(1), secret(2), secret(3)] as const;
	const all = [one, two, three];
	const shapes: Shape[] = [
		{
			name: 'the last column',
			lines: [
				'Client ID,Username,First Name,Password',
				...all.map((p, n) => `C-${n},u.${n},N,${p}`)
			]
		},
		{
			name: 'the first column',
			lines: [
				'Password,Client ID,Username,First Name',
				...all.map((p, n) => `${p},C-${n},u.${n},N`)
			]
		},
		{
			name: 'in the middle, in quotes, beside quoted cells',
			lines: [
				'Client ID;Username;Password;First Name',
				...all.map((p, n) => `"C-${n}";"u.${n}";"${p}";"N"`)
			]
		},
		{
			name: 'with a quote and a separator inside, and text after the closing quote',
			lines: [
				'Client ID,Username,Password,First Name',
				`C-1,u.1,"a""b,${one}",N`,
				`C-2,u.2,"x"${two},N`,
				`C-3,u.3,"${three}"y,N`
			]
		},
		{
			name: 'rows with too few and too many cells',
			lines: [
				'Client ID,Username,First Name,Last Name,Password,Email',
				`C-1,u.1,N,${one},a@x.example`,
				`C-2,u.2,N,extra,L,${two},a@x.example`,
				`C-3,u.3,N,L,${three}`
			]
		},
		{
			name: 'an unclosed quote before it',
			lines: [
				'Client ID,Username,First Name,Last Name,Password,Email',
				`C-1,u.1,"N,L,${one},a@x.example`,
				`C-2,u.2,N,L,"${two},a@x.example`,
				`C-3,u.3,N,L,${three},"a@x.example`
			]
		},
		{
			name: 'surplus blank cells',
			lines: [
				'Client ID,Username,First Name,Password',
				...all.map((p, n) => `C-${n},u.${n},N,${p}, ,`)
			]
		},
		{
			name: 'two columns that ask for it',
			lines: [
				'Client ID,Username,First Name,Password,Initial Password',
				`C-1,u.1,N,${one},${two}`,
				`C-2,u.2,N,,${three}`
			]
		},
		{
			name: 'a header with a slip',
			lines: [
				'Client ID,Username,First Name,Passwrod',
				...all.map((p, n) => `C-${n},u.${n},N,${p}`)
			]
		},
		{
			name: 'weak and doubled ones, and one that is too long',
			lines: [
				'Client ID,Username,First Name,Password',
				`C-1,u.1,N,${one}`,
				`C-2,u.2,N,${one}`,
				`C-3,u.3,N,${two}${'x'.repeat(130)}`,
				`C-4,Zebra-quilt,N,${three}`
			]
		}
	];

	test.each(shapes)('$name', async ({ lines }) => {
		const device = await createDevice(sealingKey);
		const open = await read(device, fileOf(lines));
		expect(await textsOnDevice(device, all)).toEqual([]);
		if (open.summary.changes.create > 0) await save(device, open);
		expect(await textsOnDevice(device, all)).toEqual([]);
	});

	test.each(shapes)('nor does a review or report: $name', async ({ lines }) => {
		const device = await createDevice(sealingKey);
		const open = await read(device, fileOf(lines));
		const csv = await (await reportOf(device.context, open, 'csv')).text();
		const json = await (await reportOf(device.context, open, 'json')).text();
		const told = bytesIn([open.draft, open.causes, await viewAll(device, open), csv, json]);
		expect(all.filter((text) => told.includes(text))).toEqual([]);
	});

	test('nor a hash of what may be one', async () => {
		const device = await createDevice(sealingKey);
		const lines = ['Client ID,Username,Email,Password', `C-1,u.1,${one}`, `C-2,u.2,x,y,${one}`];
		const open = await read(device, fileOf(lines));
		expect([...open.facts.keys.subarray(0, 12)]).toEqual(Array.from({ length: 12 }, () => 0));
	});

	test('the search finds what is there', async () => {
		const device = await createDevice(sealingKey);
		await read(device, fileOf(['Username,Client ID,Secret word', `u.1,C-1,${one}`]));
		expect(await textsOnDevice(device, all)).toEqual([one]);
	});

	test('passwords made here are in no table', async () => {
		const device = await createDevice(sealingKey);
		await save(device, await read(device, fixture('users-13.csv')));
		const made = madeTexts(device);
		expect(made).toHaveLength(21);
		expect(await textsOnDevice(device, made)).toEqual([]);
	});
});

describe('S3 common passwords', () => {
	const lines = [
		'Client ID,Username,First Name,Role,Password',
		'C-1,cara,Cara,candidate,',
		'C-2,otto,Otto,invigilator,',
		'C-3,mila,Mila,,',
		'C-4,own,Owen,candidate,Granite-otter-71-pier'
	];
	const common = { createdPassword: 'common' } as const;

	test('S3 the role has its own, else the one for all, and a filled cell goes before both', async () => {
		const device = await createDevice(sealingKey);
		const open = await read(device, fileOf(lines), common);
		await setCommonPassword(device.context, open, { key: 'all', password: 'All-welcome-2026' });
		await setCommonPassword(device.context, open, {
			key: 'invigilator',
			password: 'Staff-only-2026'
		});
		await save(device, open);
		expect(await savedPasswords(device)).toEqual({
			cara: 'All-welcome-2026',
			otto: 'Staff-only-2026',
			mila: 'All-welcome-2026',
			own: 'Granite-otter-71-pier'
		});
		expect(madeTexts(device)).toEqual(['All-welcome-2026', 'Staff-only-2026', 'All-welcome-2026']);
	});

	test('S3 the save is held while a role of a new user has none', async () => {
		const device = await createDevice(sealingKey);
		const open = await read(device, fileOf(lines), common);
		const held = async () => {
			const review = await reviewOf(open, device.context, false);
			return [review.saveHeld, review.rowsWithoutCommon, review.commonKeys];
		};
		expect(await held()).toEqual(['common_password_missing', 3, []]);
		await setCommonPassword(device.context, open, { key: 'candidate', password: 'Common-2026-x' });
		expect(await held()).toEqual(['common_password_missing', 1, ['candidate']]);
		await setCommonPassword(device.context, open, { key: 'invigilator', password: 'Staff-2026-x' });
		expect(await held()).toEqual([null, 0, ['candidate', 'invigilator']]);
		await setCommonPassword(device.context, open, { key: 'candidate', password: null });
		expect(await held()).toEqual(['common_password_missing', 2, ['invigilator']]);
		expect(await device.context.db.sealed.count()).toBe(2);
	});

	test('S15 after a reload it is set and hidden, and saves as it was typed', async () => {
		const device = await createDevice(sealingKey);
		const open = await read(device, fileOf(lines), common);
		await setCommonPassword(device.context, open, { key: 'all', password: 'All-welcome-2026' });
		expect(await textsOnDevice(device, ['All-welcome-2026'])).toEqual([]);
		const again = await secondTab(device);
		const draft = await again.context.db.drafts.get(open.draft.id);
		const resumed = await resumeDraft(again.context, draft as Draft);
		const review = await reviewOf(resumed, again.context, false);
		expect(review.commonKeys).toEqual(['all']);
		expect(JSON.stringify(review)).not.toContain('All-welcome');
		await save(again, resumed);
		expect((await savedPasswords(again))['cara']).toBe('All-welcome-2026');
		// Nobody can print what this session never saw.
		expect(madeTexts(again)).toEqual([]);
	});

	test.each([['****'], ['   '], ['x'.repeat(129)], ['bell\u0007']])(
		'W5 %j is refused and changes nothing',
		async (password) => {
			const device = await createDevice(sealingKey);
			const open = await read(device, fileOf(lines), common);
			await setCommonPassword(device.context, open, { key: 'all', password: 'All-welcome-2026' });
			const before = open.draft.common;
			await expect(
				setCommonPassword(device.context, open, { key: 'all', password })
			).rejects.toMatchObject({ code: 'password_not_usable' });
			expect(open.draft.common).toBe(before);
		}
	);

	test('W4 everybody who got one must change it', async () => {
		const device = await createDevice(sealingKey);
		const open = await read(device, fileOf(lines), common);
		await setCommonPassword(device.context, open, { key: 'all', password: 'Long-and-odd-77-pier' });
		await save(device, open);
		const users = (await device.context.db.userPages.toArray()).flatMap((page) => page.users);
		const marked = users.filter(({ mustChangePassword }) => mustChangePassword);
		expect(marked.map(({ username }) => username).sort()).toEqual(['cara', 'mila', 'otto']);
	});

	test('V7 the rows left out keep it', async () => {
		const device = await createDevice(sealingKey);
		const wrong = 'C-5,late,Late,nobody,';
		const open = await read(device, fileOf([...lines, wrong]), common);
		await setCommonPassword(device.context, open, { key: 'all', password: 'All-welcome-2026' });
		await save(device, open);
		const [left] = await device.context.db.drafts.toArray();
		const sha256 = left?.common?.all ?? '';
		expect(await device.context.db.sealed.get(sha256)).toBeDefined();
		expect((await device.context.db.envelopes.get(sha256))?.draftId).toBe(left?.id);
	});
});
