/** Failures in words: what happened, then what to do. */
import type { FailureCode, PlainFailure } from '../core/failure';
import { formatNumber, formatTime } from './format';
import { m } from './paraglide/messages';

export interface FailureText {
	readonly title: string;
	readonly advice: string;
}

type Say = (params: Readonly<Record<string, string | number>>) => string;

const kindNames: Readonly<Record<string, string>> = {
	pdf: 'PDF',
	xls: 'XLS',
	xlsx: 'XLSX',
	xlsb: 'XLSB',
	ods: 'ODS',
	zip: 'ZIP',
	gzip: 'GZIP',
	rar: 'RAR'
};

/** `fileName` names the file in sentences about it. */
export function failureText(failure: PlainFailure, fileName = ''): FailureText {
	const words: Record<string, string | number> = { file: fileName || m.the_file() };
	for (const [name, value] of Object.entries(failure.params)) {
		words[name] = typeof value === 'number' ? formatNumber(value) : value;
	}
	const kind = String(words['kind'] ?? '');
	words['kind'] = kindNames[kind] ?? kind;
	const { title, advice } = sentencesOf(failure);
	return {
		title: (m[title] as Say)(words),
		advice: withCode((m[advice] as Say)(words), failure.code)
	};
}

/** A7: for whoever helps. The time is that at which it is first said. */
export function withCode(advice: string, code: string): string {
	return `${advice} ${m.error_code({ code, time: formatTime(new Date()) })}`;
}

function sentencesOf({ code, params }: PlainFailure) {
	const plain = { title: `failure_${code}`, advice: `failure_${code}_advice` } as const;
	if (code === 'file_binary' && params['kind']) {
		return { ...plain, title: 'failure_file_binary_kind' } as const;
	}
	if (code === 'file_zip_damaged' && params['entry']) {
		return { ...plain, title: 'failure_file_zip_damaged_entry' } as const;
	}
	if (code === 'file_zip_extra_bytes' && params['entry']) {
		return { ...plain, title: 'failure_file_zip_extra_bytes_entry' } as const;
	}
	if (code === 'file_no_known_header' && !params['first']) {
		return { ...plain, advice: 'failure_file_no_known_header_advice_plain' } as const;
	}
	return plain;
}

/** True where the file itself was refused and nothing was stored (R1). */
export function isRefusal(code: FailureCode): boolean {
	return code.startsWith('file_');
}
