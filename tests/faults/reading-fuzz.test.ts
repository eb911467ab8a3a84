/** Reading as a target: broken files of every kind end in rows or in a refusal, soon, and leave nothing half. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Failure, failureCodes } from '../../src/lib/core/failure';
import { createDevice, read, type Device } from '../device';
import { readCells } from '../read-cells';

/** All of them with `npm run test:faults`; a twentieth, the same ones each time, with the others. */
const files = process.env['FULL'] ? 10_000 : 500;
const seed = Number(process.env['SEED'] ?? 5);
/** Of so many files one goes the whole way to a draft. */
const wholeWayEvery = 10;
const slowestMs = 5000;

const folder = new URL('../fixtures/', import.meta.url);
const originals = readdirSync(folder)
	.filter((name) => /\.(csv|txt|xlsx)$/.test(name))
	.map((name) => new Uint8Array(readFileSync(new URL(name, folder))));

type Random = (below: number) => number;

/** Numbers from a seed (mulberry32). */
function randomFrom(start: number): Random {
	let state = start >>> 0;
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, below);
	};
}

const inserts = [
	'"',
	'\0',
	'\r',
	'\n',
	',',
	';',
	'\t',
	'"\n',
	'\ufeff',
	'\xff',
	'sep=|\n',
	'<',
	'"'.repeat(9),
	','.repeat(300)
];

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const splice = (bytes: Uint8Array, at: number, count: number, put: Uint8Array) =>
	Uint8Array.of(...bytes.subarray(0, at), ...put, ...bytes.subarray(at + count));

const mutations: readonly Mutation[] = [
	(bytes, random) => {
		const copy = bytes.slice();
		for (let times = 1 + random(8); times > 0; times -= 1) copy[random(copy.length)] = random(256);
		return copy;
	},
	(bytes, random) => bytes.slice(0, random(bytes.length)),
	(bytes, random) => bytes.slice(random(bytes.length)),
	(bytes, random) => splice(bytes, random(bytes.length), random(60), new Uint8Array(0)),
	(bytes, random) => {
		const put = inserts[random(inserts.length)] ?? '';
		const raw = Uint8Array.from(put, (letter) => letter.charCodeAt(0) & 0xff);
		return splice(bytes, random(bytes.length), 0, raw);
	},
	(bytes, random) => {
		const from = random(bytes.length);
		return splice(bytes, random(bytes.length), 0, bytes.slice(from, from + random(400)));
	},
	(bytes, random) => {
		const other = originals[random(originals.length)] ?? bytes;
		return Uint8Array.of(
			...bytes.subarray(0, random(bytes.length)),
			...other.subarray(random(other.length))
		);
	}
];

function mutated(random: Random): Uint8Array<ArrayBuffer> {
	let bytes = originals[random(originals.length)] as Uint8Array;
	for (let times = 1 + random(4); times > 0; times -= 1) {
		bytes = (mutations[random(mutations.length)] as Mutation)(bytes, random);
	}
	return bytes as Uint8Array<ArrayBuffer>;
}

const rejections: unknown[] = [];
const onRejection = (reason: unknown) => rejections.push(reason);
beforeAll(() => process.on('unhandledRejection', onRejection));
afterAll(() => process.off('unhandledRejection', onRejection));

function isRefusal(error: unknown): boolean {
	return error instanceof Failure && error.code !== 'bug' && failureCodes.includes(error.code);
}

async function wholeWay(device: Device, file: File): Promise<void> {
	const { db } = device.context;
	try {
		const { draft, summary } = await read(device, file);
		const sum = Object.values(summary.actions).reduce((all, count) => all + count, 0);
		expect(sum).toBe(draft.rows);
		await db.drafts.clear();
		await db.draftPages.clear();
	} catch (error) {
		if (!isRefusal(error)) throw error;
		expect([await db.drafts.count(), await db.draftPages.count()]).toEqual([0, 0]);
	}
}

test(`R1, R5 ${files} broken files are read or refused (seed ${seed})`, async () => {
	const random = randomFrom(seed);
	const device = await createDevice();
	let refused = 0;
	let slowest = 0;
	for (let at = 0; at < files; at += 1) {
		const bytes = mutated(random);
		const started = performance.now();
		try {
			const { lines, source } = await readCells(new Blob([bytes]));
			const inOrder = lines.every((line, row) => line > (lines[row - 1] ?? source.headerLine));
			expect(inOrder, `file ${at}`).toBe(true);
		} catch (error) {
			if (!isRefusal(error)) throw new Error(`file ${at}`, { cause: error });
			refused += 1;
		}
		if (at % wholeWayEvery === 0) await wholeWay(device, new File([bytes], 'broken.csv'));
		slowest = Math.max(slowest, performance.now() - started);
	}
	console.log(
		`${files} broken files: ${refused} refused, the slowest took ${Math.round(slowest)} ms`
	);
	expect(slowest).toBeLessThan(slowestMs);
	expect(rejections).toEqual([]);
	expect(refused).toBeGreaterThan(0);
	expect(refused).toBeLessThan(files);
}, 900_000);
