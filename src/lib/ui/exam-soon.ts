import type { Exam } from '../core/records';

const hourMs = 3600_000;
const soonMs = 24 * hourMs;

/** The exam that starts next, within 24 hours (Y1); null for none. */
export function examSoon(
	exams: readonly Pick<Exam, 'id' | 'name' | 'startsAt'>[],
	nowMs: number
): { readonly id: string; readonly name: string; readonly startsAt: string } | null {
	const coming = exams.flatMap(({ id, name, startsAt }) => {
		const leftMs = startsAt === null ? -1 : Date.parse(startsAt) - nowMs;
		return startsAt !== null && leftMs > 0 && leftMs <= soonMs ? [{ id, name, startsAt }] : [];
	});
	coming.sort((one, other) => Date.parse(one.startsAt) - Date.parse(other.startsAt));
	return coming[0] ?? null;
}
