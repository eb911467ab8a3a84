import { describe, expect, it } from 'vitest';
import { PagedRows } from './paged-rows.svelte';

interface Question {
	readonly from: number;
	answer(total: number, name: string): Promise<void>;
}

/** Rows whose pages come when the test says so. */
function asking() {
	const questions: Question[] = [];
	const paged = new PagedRows<string>(
		(from, count) =>
			new Promise((resolve) => {
				questions.push({
					from,
					async answer(total, name) {
						const length = Math.min(count, total - from);
						const rows = Array.from({ length }, (_, at) => `${name} ${String(from + at)}`);
						resolve({ total, from, rows });
						await Promise.resolve();
						await Promise.resolve();
					}
				});
			})
	);
	return { paged, questions };
}

describe('V4 rows in pages', () => {
	it('asks for each page once', async () => {
		const { paged, questions } = asking();
		void paged.need(90, 110);
		void paged.need(0, 40);
		expect(questions.map(({ from }) => from)).toEqual([0, 100]);
		await questions[0]?.answer(150, 'row');
		expect([paged.total, paged.row(99), paged.row(100)]).toEqual([150, 'row 99', undefined]);
	});

	it('resolves only when a page that is under way is here', async () => {
		const { paged, questions } = asking();
		void paged.need(0, 1);
		let isHere = false;
		const needed = paged.need(5, 6).then(() => (isHere = true));
		await Promise.resolve();
		expect(isHere).toBe(false);
		await questions[0]?.answer(10, 'row');
		await needed;
		expect(isHere).toBe(true);
	});

	it('keeps old rows in sight until the first new ones come, and then none of the old', async () => {
		const { paged, questions } = asking();
		void paged.need(0, 200);
		await questions[0]?.answer(200, 'old');
		await questions[1]?.answer(200, 'old');
		paged.expire();
		void paged.need(0, 1);
		expect([paged.isStale, paged.row(0), paged.row(150)]).toEqual([true, 'old 0', 'old 150']);
		await questions[2]?.answer(120, 'new');
		expect([paged.isStale, paged.row(0), paged.row(110)]).toEqual([false, 'new 0', undefined]);
	});

	it('drops an answer that comes after another question', async () => {
		const { paged, questions } = asking();
		void paged.need(0, 1);
		paged.expire();
		void paged.need(0, 1);
		await questions[0]?.answer(500, 'late');
		expect(paged.total).toBeNull();
		await questions[1]?.answer(7, 'new');
		expect([paged.total, paged.row(0)]).toEqual([7, 'new 0']);
	});
});
