import { legacyFamilies, type Encoding } from '../../files/encodings';
import { m } from '../../i18n/paraglide/messages';

const names: Readonly<Partial<Record<Encoding, string>>> = {
	'utf-8': 'UTF-8',
	'utf-16le': 'UTF-16',
	'utf-16be': 'UTF-16 BE',
	'iso-8859-2': 'ISO 8859-2',
	'iso-8859-15': 'ISO 8859-15',
	macintosh: 'Mac Roman',
	ibm850: 'DOS 850',
	ibm866: 'DOS 866',
	'koi8-r': 'KOI8-R',
	'x-mac-cyrillic': 'Mac Cyrillic',
	shift_jis: 'Shift_JIS',
	'euc-jp': 'EUC-JP',
	gb18030: 'GB 18030',
	big5: 'Big5',
	'euc-kr': 'EUC-KR'
};

/** An encoding as people know it. */
export function encodingText(encoding: Encoding): string {
	return names[encoding] ?? encoding.replace('windows', 'Windows');
}

const families = new Map(legacyFamilies);

/** With the letters it is for: people know their language, not its code page. */
export function encodingChoiceText(encoding: Encoding): string {
	const family = families.get(encoding);
	const name = encodingText(encoding);
	return family ? m.encoding_of({ name, letters: m[`letters_${family}`]() }) : name;
}
