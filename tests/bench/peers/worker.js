// @ts-nocheck: what this imports is installed by `npm run bench` alone.
/** What people use today, over the same bytes as the main job. Each reads and judges every row; one stores them. */
import Ajv from 'ajv';
import { Dexie } from 'dexie';
import { parse } from 'csv-parse/browser/esm';
import Papa from 'papaparse';
import { z } from 'zod';
// The validation step of the importer, without its screens: it is not exported by the package's entry.
import { addErrorsAndRunHooks } from './node_modules/react-spreadsheet-import/dist/steps/ValidationStep/utils/dataMutations.js';

const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const chunkSize = 1024 * 1024;

function papaRows(file, take) {
	return new Promise((resolve, reject) => {
		Papa.parse(file, {
			header: true,
			skipEmptyLines: true,
			chunkSize,
			chunk: ({ data }, parser) => {
				const held = take(data);
				if (!held) return;
				parser.pause();
				held.then(() => parser.resume(), reject);
			},
			complete: resolve,
			error: reject
		});
	});
}

const rowSchema = z.object({
	'Client ID': z.string().trim().min(1).max(64),
	Username: z
		.string()
		.trim()
		.regex(/^[\w.\-@+']{2,64}$/),
	Title: z.string().max(20),
	'First Name': z.string().trim().min(1).max(100),
	'Last Name': z.string().max(100),
	Email: z.union([z.literal(''), z.email()]),
	Role: z.enum(['Candidate', 'Invigilator', 'Marker', '']),
	Phone: z.union([z.literal(''), z.string().regex(/^\+[1-9]\d{6,14}$/)]),
	Password: z.string().max(128),
	Deleted: z.enum(['0', '1', '']),
	Eligible: z.enum(['Yes', 'No', '']),
	Venue: z.string().max(200),
	'Booking Status': z.enum(['Booked', 'Not Booked', ''])
});

/** PapaParse, zod for each row, and one record of the database for each. */
async function plainWay(file) {
	await Dexie.delete('peer-plain');
	const db = new Dexie('peer-plain');
	db.version(1).stores({ users: 'Username, Email' });
	let good = 0;
	await papaRows(file, async (rows) => {
		const valid = rows.filter((row) => rowSchema.safeParse(row).success);
		good += valid.length;
		for (let at = 0; at < valid.length; at += 1000) {
			await db.users.bulkPut(valid.slice(at, at + 1000));
		}
	});
	await db.delete();
	return good;
}

async function papaAndZod(file) {
	let good = 0;
	await papaRows(file, (rows) => {
		for (const row of rows) if (rowSchema.safeParse(row).success) good += 1;
	});
	return good;
}

const text = (pattern, maxLength = 254) => ({
	type: 'string',
	maxLength,
	...(pattern ? { pattern } : {})
});

/** csv-parse streaming, and a schema compiled by ajv. */
async function csvParseAndAjv(file) {
	const isValid = new Ajv().compile({
		type: 'object',
		required: ['Client ID', 'Username', 'First Name'],
		properties: {
			'Client ID': text('.', 64),
			Username: text("^[\\w.\\-@+']{2,64}$"),
			'First Name': text('.', 100),
			Email: text('^$|^[^\\s@]+@[^\\s@]+$'),
			Role: { enum: ['Candidate', 'Invigilator', 'Marker', ''] },
			Phone: text('^$|^\\+[1-9]\\d{6,14}$'),
			Deleted: { enum: ['0', '1', ''] },
			Eligible: { enum: ['Yes', 'No', ''] },
			'Booking Status': { enum: ['Booked', 'Not Booked', ''] }
		}
	});
	let good = 0;
	const parser = parse({ columns: true, bom: true, relax_column_count: true });
	const isDone = new Promise((resolve, reject) => {
		parser.on('data', (row) => {
			if (isValid(row)) good += 1;
		});
		parser.on('end', resolve);
		parser.on('error', reject);
	});
	const decoder = new TextDecoder();
	for (let at = 0; at < file.size; at += chunkSize) {
		const bytes = await file.slice(at, at + chunkSize).arrayBuffer();
		parser.write(decoder.decode(bytes, { stream: true }));
	}
	parser.end();
	await isDone;
	return good;
}

const rule = (value) => ({ rule: 'regex', value, errorMessage: 'wrong' });
const required = { rule: 'required', errorMessage: 'needed' };
const unique = { rule: 'unique', errorMessage: 'twice' };
const fields = [
	{ key: 'Client ID', validations: [required, unique] },
	{ key: 'Username', validations: [required, unique, rule("^[\\w.\\-@+']{2,64}$")] },
	{ key: 'First Name', validations: [required] },
	{ key: 'Email', validations: [unique, rule(email.source)] },
	{ key: 'Phone', validations: [rule('^\\+[1-9]\\d{6,14}$')] }
].map((field) => ({ label: field.key, fieldType: { type: 'input' }, ...field }));

/** The importer's own judging of all rows, which it holds as one list; reading by PapaParse. */
async function reactSpreadsheetImport(file) {
	const rows = [];
	await papaRows(file, (some) => void rows.push(...some));
	const judged = await addErrorsAndRunHooks(rows, fields);
	return judged.filter(({ __errors }) => !__errors).length;
}

const peers = { plainWay, papaAndZod, csvParseAndAjv, reactSpreadsheetImport };

function papaAlone(file) {
	return new Promise((resolve) => {
		let rows = 0;
		Papa.parse(file, {
			header: false,
			skipEmptyLines: true,
			chunkSize,
			chunk: ({ data }) => (rows += data.length),
			complete: () => resolve(rows)
		});
	});
}

async function timed(work) {
	const started = performance.now();
	const rows = await work();
	return { ms: performance.now() - started, rows };
}

self.onmessage = async ({ data: { file, names } }) => {
	z.config({ jitless: true });
	await papaAlone(file);
	const found = {};
	for (const name of names) {
		try {
			const papa = await timed(() => papaAlone(file));
			found[name] = { papaMs: papa.ms, ...(await timed(() => peers[name](file))) };
		} catch (error) {
			found[name] = { error: String(error) };
		}
	}
	self.postMessage(found);
};
