// Writes src/lib/core/common-passwords-bits.ts: the Bloom filter of W3. Run from the top of the repository.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { dictionary } from '@zxcvbn-ts/language-common';
import { runnerImport } from 'vite';

const core = new URL('../../src/lib/core/', import.meta.url);
const bloomFile = fileURLToPath(new URL('bloom.ts', core));
// The filter must be filled by the very code that asks it
const { module: bloom } = await runnerImport(bloomFile, { configFile: false });

const bitsEach = 24;
/** The number that makes wrong hits rarest: ln 2 times the bits of each text. */
const hashes = 16;

const passwords = dictionary['passwords-common']
	.map((password) => password.toLowerCase())
	.filter((password) => [...password].length >= 8);
const filter = { bytes: new Uint8Array(Math.ceil((passwords.length * bitsEach) / 8)), hashes };
for (const password of passwords) bloom.addToBloom(filter, password);

const base64 = Buffer.from(filter.bytes).toString('base64');
await writeFile(
	new URL('common-passwords-bits.ts', core),
	`/** Made by tests/tools/make-common-passwords.mjs from ${passwords.length} passwords; base64. */
export const commonPasswordHashes = ${hashes};
export const commonPasswordBits =
	'${base64}';
`
);
console.log(`${passwords.length} passwords, ${base64.length} characters`);
