/**
 * Stores the lists of users and of changes as one text for each page. The browser's structured clone takes
 * some 15 µs for a user with a registration or for a change; as rows of a JSON text they take 2 µs and a third of the room
 * (100,000 rows: a save took 9.6 s with plain objects). A middleware of the database: everything else reads and writes
 * plain objects.
 */
import type { DBCore, DBCoreCursor, DBCoreTable, Middleware } from 'dexie';
import { packChanges, unpackChanges } from './pack-changes';
import { packUsers, unpackUsers } from './pack-users';

interface Packing {
	/** The property that is packed. */
	readonly property: string;
	readonly pack: (list: never, page: never) => unknown;
	readonly unpack: (packed: never, page: never) => unknown;
}

const packings: Readonly<Record<string, Packing>> = {
	userPages: { property: 'users', pack: packUsers, unpack: unpackUsers },
	changePages: { property: 'changes', pack: packChanges, unpack: unpackChanges }
};

type Page = Record<string, unknown>;

function packPage(page: Page, { property, pack }: Packing): Page {
	const { [property]: list, ...rest } = page;
	return { ...rest, packed: JSON.stringify(pack(list as never, rest as never)) };
}

function unpackPage(page: Page | undefined, { property, unpack }: Packing): Page | undefined {
	if (!page || typeof page['packed'] !== 'string') return page;
	const { packed, ...rest } = page;
	const rows = JSON.parse(packed) as never;
	return { ...rest, [property]: unpack(rows, rest as never) };
}

export const packPages: Middleware<DBCore> = {
	stack: 'dbcore',
	name: 'pack-pages',
	create: (core) => ({
		...core,
		table(name) {
			const table = core.table(name);
			const packing = packings[name];
			return packing === undefined ? table : packTable(table, packing);
		}
	})
};

function packTable(table: DBCoreTable, packing: Packing): DBCoreTable {
	const unpack = (page: unknown) => unpackPage(page as Page | undefined, packing);
	return {
		...table,
		mutate: (request) =>
			request.type === 'add' || request.type === 'put'
				? table.mutate({
						...request,
						values: request.values.map((page: Page) => packPage(page, packing))
					})
				: table.mutate(request),
		get: (request) => table.get(request).then(unpack),
		getMany: (request) => table.getMany(request).then((pages) => pages.map(unpack)),
		query: (request) =>
			table
				.query(request)
				.then((response) =>
					request.values === false ? response : { ...response, result: response.result.map(unpack) }
				),
		openCursor: (request) =>
			table
				.openCursor(request)
				.then((cursor) =>
					cursor && request.values !== false ? unpackCursor(cursor, unpack) : cursor
				)
	};
}

function unpackCursor(cursor: DBCoreCursor, unpack: (page: unknown) => unknown): DBCoreCursor {
	return Object.create(cursor, { value: { get: () => unpack(cursor.value) } }) as DBCoreCursor;
}
