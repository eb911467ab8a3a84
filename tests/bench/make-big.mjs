/**
 * Large CSV files of users, for benchmarks: 13 columns, about 126 bytes a row, two rows in five with a quoted cell, three
 * in five with letters beyond ASCII. The same arguments give the same bytes, in Node and in a browser.
 *
 *   node tests/bench/make-big.mjs --rows 100000 --seed 7 [--password-every 10] [--existing-percent 30]
 *        [--existing-of 100000] [--error-percent 1] [--ghost-percent 1] > big.csv
 */

const firstNames =
	'Aldo Berta Carl Dora Emil Frida Gerd Hanna Ivo Bríd Ceren Dáithí Edda Farida Günther Hina Ilmari Jóhanna Kwame Ligia Māra Nouria Oddný Paavo Qasim Ružena Sólveig Tove Uloma Väinö Wren Ximena Yrsa Žarko نادية طارق अनन्या 静雯'.split(
		' '
	);
const lastNames =
	"Albrecht Boateng Çelik Domínguez Eriksen Făgăraș Grahn Hübner Ismail Järvinen Kovačević Lundqvist Møller Ndiaye O'Dowd Pärn Quarshie Řezníček Sääsk Tóth Ugarte Väli Whitlock Yeo Žukauskas المصري कपूर 周".split(
		' '
	);
const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'];
const domains = ['larkspur.example', 'millrace.example', 'stonebridge.example', 'fenland.example'];
const titles = ['Mr', 'Ms', 'Mrs', 'Dr', ''];

export const header =
	'Client ID,Username,Title,First Name,Last Name,Email,Role,Phone,Password,Deleted,Eligible,Venue,Booking Status\n';

/**
 * @typedef {object} BigOptions
 * @property {number} rows
 * @property {number} seed
 * @property {number} [passwordEvery] every n-th row has a password
 * @property {number} [existingPercent] rows that repeat persons 0 … existingOf - 1; half of them with another phone and venue
 * @property {number} [existingOf]
 * @property {number} [errorPercent]
 * @property {number} [ghostPercent]
 */

/** @param {number} value a 32-bit number; mixes it so that neighbours have nothing in common */
function mix(value) {
	let mixed = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
	mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
	return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** @template T @param {readonly T[]} list @param {number} number @returns {T} */
const pick = (list, number) => /** @type {T} */ (list[number % list.length]);

/**
 * @param {number} person
 * @param {number} seed
 * @param {{ password: string, isChanged: boolean, isWrong: boolean }} about
 */
function rowOf(person, seed, { password, isChanged, isWrong }) {
	const a = mix(person * 2 + seed);
	const b = mix(a + person + 1);
	const first = pick(firstNames, a);
	const last = pick(lastNames, b);
	const number = String(person).padStart(7, '0');
	const username = `u${number}.${pick(domains, b >>> 5).slice(0, 6)}`;
	const venue = pick(venues, (a >>> 4) + (isChanged ? 1 : 0));
	const quoted = (b >>> 9) % 5 < 2 ? `"${last}"` : last;
	// Only these thousand are kept for fiction.
	const phone = `+447700900${String((person + (isChanged ? 500 : 0)) % 1000).padStart(3, '0')}`;
	const cells = [
		`CN-${number}`,
		username,
		pick(titles, a >>> 7),
		isWrong ? '' : first,
		quoted,
		`${username}@${pick(domains, b >>> 3)}`,
		'Candidate',
		phone,
		password,
		'0',
		'Yes',
		venue,
		pick(['Booked', 'Booked', 'Not Booked'], a >>> 11)
	];
	return cells.join(',') + '\n';
}

/**
 * @param {BigOptions} options
 * @returns {Generator<Uint8Array>} the file in pieces of some 100 kB
 */
export function* bigCsv(options) {
	const { rows, seed, passwordEvery = 0, existingPercent = 0, errorPercent = 0 } = options;
	const { existingOf = rows, ghostPercent = 0 } = options;
	const encoder = new TextEncoder();
	let text = header;
	let fresh = existingPercent > 0 ? existingOf : 0;
	let known = 0;
	for (let row = 0; row < rows; row += 1) {
		const draw = mix(row + seed * 7919) % 100;
		if (draw < ghostPercent) {
			text += ',,,,,,,,,0,,,\n';
			continue;
		}
		const isKnown = draw >= ghostPercent && draw < ghostPercent + existingPercent;
		const person = isKnown ? known++ % existingOf : fresh++;
		const password = passwordEvery > 0 && row % passwordEvery === 0 ? `Slate-${mix(row)}-quay` : '';
		const isWrong = mix(row + 13) % 1000 < errorPercent * 10;
		text += rowOf(person, seed, { password, isChanged: isKnown && row % 2 === 0, isWrong });
		if (text.length > 100_000) {
			yield encoder.encode(text);
			text = '';
		}
	}
	if (text) yield encoder.encode(text);
}

if (typeof process !== 'undefined' && process.argv[1]?.endsWith('make-big.mjs')) {
	const { parseArgs } = await import('node:util');
	const names = ['rows', 'seed', 'password-every', 'existing-percent', 'existing-of'];
	const options = Object.fromEntries(
		[...names, 'error-percent', 'ghost-percent'].map((name) => [
			name,
			{ type: /** @type {const} */ ('string') }
		])
	);
	const { values } = parseArgs({ options });
	/** @param {string} name */
	const number = (name) => Number(values[name] ?? 0);
	const pieces = bigCsv({
		rows: number('rows'),
		seed: number('seed'),
		passwordEvery: number('password-every'),
		existingPercent: number('existing-percent'),
		existingOf: number('existing-of') || number('rows'),
		errorPercent: number('error-percent'),
		ghostPercent: number('ghost-percent')
	});
	for (const piece of pieces) process.stdout.write(piece);
}
