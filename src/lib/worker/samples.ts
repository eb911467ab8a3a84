/** For each column: three distinct cells to know it by, and in how many rows it is filled (H3). */
import { cellText, type RowBlock } from '../files/csv';

export interface ColumnSamples {
	readonly samples: string[][];
	readonly filled: Uint32Array;
	/** Takes one row; columns in `hidden` (passwords) give no sample. */
	take(block: RowBlock, row: number, hidden: readonly number[]): void;
}

const mostSamples = 3;
const longestSample = 60;

export function createColumnSamples(columns: number): ColumnSamples {
	const samples = Array.from({ length: columns }, (): string[] => []);
	const filled = new Uint32Array(columns);
	return {
		samples,
		filled,
		take(block, row, hidden) {
			const first = block.firstCells[row] as number;
			const count = Math.min(columns, (block.firstCells[row + 1] as number) - first);
			for (let column = 0; column < count; column += 1) {
				const cell = first + column;
				if (block.cellStarts[cell] === block.cellEnds[cell]) continue;
				filled[column] = (filled[column] as number) + 1;
				const kept = samples[column] as string[];
				if (kept.length >= mostSamples || hidden.includes(column)) continue;
				const text = cellText(block, cell).trim().slice(0, longestSample);
				if (text !== '' && !kept.includes(text)) kept.push(text);
			}
		}
	};
}
