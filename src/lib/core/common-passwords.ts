/**
 * The common passwords of W3 as a Bloom filter: 72 kB of text, so load this module lazily. The 17,950 of 8 characters
 * and more from the list of @zxcvbn-ts/language-common, put in by tests/tools/make-common-passwords.mjs; shorter ones
 * are weak by their length. One on the list is always found, another with a chance of about 1 in 100,000.
 */
import { decodeBase64 } from './base64';
import { isInBloom, type BloomFilter } from './bloom';
import { commonPasswordBits, commonPasswordHashes } from './common-passwords-bits';

const filter: BloomFilter = {
	bytes: decodeBase64(commonPasswordBits),
	hashes: commonPasswordHashes
};

/** @param lower a password in lower case */
export function isCommonPassword(lower: string): boolean {
	return isInBloom(filter, lower);
}
