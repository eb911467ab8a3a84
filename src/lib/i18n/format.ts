/** Numbers, dates and lists as the platform writes them (A4). Works in page and worker. */
import { getLocale } from './words';

/** The reader's own variety of the language on screen: 'en-GB' writes days first. */
export function formatLocale(): string {
	const locale: string = getLocale();
	// Tests run without a browser.
	const languages =
		'navigator' in globalThis ? (navigator.languages as readonly string[] | undefined) : [];
	const own = languages?.find((name) => name.split('-')[0] === locale);
	return own ?? locale;
}

const made = new Map<string, unknown>();

function once<T>(kind: string, make: (locale: string) => T): T {
	const locale = formatLocale();
	const key = `${kind} ${locale}`;
	if (!made.has(key)) made.set(key, make(locale));
	return made.get(key) as T;
}

export function formatNumber(value: number): string {
	return once('number', (locale) => new Intl.NumberFormat(locale)).format(value);
}

/** What a message with a plural takes: the number itself for its form, and its text. */
export function counted(count: number): { count: number; n: string } {
	return { count, n: formatNumber(count) };
}

/** `part` from 0 to 1. */
export function formatPercent(part: number): string {
	return once(
		'percent',
		(locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
	).format(part);
}

/** "Hall A, Hall B and Hall C". */
export function formatList(parts: readonly string[]): string {
	return once('list', (locale) => new Intl.ListFormat(locale)).format(parts);
}

export function formatTime(time: string | number | Date): string {
	return once('time', (locale) => new Intl.DateTimeFormat(locale, { timeStyle: 'short' })).format(
		new Date(time)
	);
}

function startOfDay(time: Date): number {
	return new Date(time).setHours(0, 0, 0, 0);
}

/** "10:42" today, "yesterday 16:20", "18 Nov" this year, else the whole date. */
export function formatWhen(time: string | number | Date, now = new Date()): string {
	const when = new Date(time);
	const days = Math.round((startOfDay(now) - startOfDay(when)) / 86_400_000);
	if (days === 0) return formatTime(when);
	if (days === 1) {
		const relative = once(
			'relative',
			(locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
		);
		return `${relative.format(-1, 'day')} ${formatTime(when)}`;
	}
	return formatDay(when, now);
}

export function formatDay(time: string | number | Date, now = new Date()): string {
	const when = new Date(time);
	if (when.getFullYear() === now.getFullYear()) {
		return once(
			'day',
			(locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
		).format(when);
	}
	return once('date', (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })).format(
		when
	);
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Decimal units, as tablets show them: "18.4 MB". */
export function formatBytes(bytes: number): string {
	let value = bytes;
	let step = 0;
	while (value >= 1000 && step < byteUnits.length - 1) {
		value /= 1000;
		step += 1;
	}
	const unit = byteUnits[step] ?? 'byte';
	return once(
		unit,
		(locale) =>
			new Intl.NumberFormat(locale, {
				style: 'unit',
				unit,
				unitDisplay: 'short',
				maximumFractionDigits: step > 1 ? 1 : 0
			})
	).format(value);
}

/** The first letter as a sentence starts; languages without capitals are left as they are. */
export function sentenceCase(text: string): string {
	const [first = ''] = text;
	return first.toLocaleUpperCase(formatLocale()) + text.slice(first.length);
}

/** "12 seconds" in the words of the language. */
export function formatUnit(value: number, unit: 'second' | 'minute'): string {
	return new Intl.NumberFormat(formatLocale(), { style: 'unit', unit, unitDisplay: 'long' }).format(
		value
	);
}

/** "in 5 hours", "in 40 minutes". */
export function formatUntil(time: string | number | Date, now = new Date()): string {
	const minutes = Math.max(1, Math.round((new Date(time).getTime() - now.getTime()) / 60_000));
	const relative = once('until', (locale) => new Intl.RelativeTimeFormat(locale));
	return minutes < 90
		? relative.format(minutes, 'minute')
		: relative.format(Math.round(minutes / 60), 'hour');
}
