/** What changed since a version (Y3): users, exams and tombstones, oldest change first. */
import type { PullAnswer } from '../core/change';
import type { Transaction } from 'kysely';
import { examOf, registrationsByUser, userOf } from './accept/rows';
import type { Database } from './database';
import { rowsOf } from './many-rows';
import { Refusal } from './refusal';
import type { Session } from './session';
import type { ExamTable, Tables, UserTable } from './tables';

export const pullLimits = { least: 1, usual: 500, most: 2000 } as const;

type Sql = Transaction<Tables>;

export interface PullRequest {
	/** Version of the last row received; 0 for all. */
	readonly after: number;
	readonly limit: number;
}

const whole = /^\d{1,15}$/;

/**
 * Reads `after` (0 where absent) and `limit`, which is kept within {@link pullLimits}.
 * @throws {Refusal} `malformed`
 */
export function readPull(parameters: URLSearchParams): PullRequest {
	const after = parameters.get('after') ?? '0';
	const limit = parameters.get('limit') ?? String(pullLimits.usual);
	if (!whole.test(after) || !whole.test(limit)) throw new Refusal('malformed');
	const { least, most } = pullLimits;
	return { after: Number(after), limit: Math.min(Math.max(Number(limit), least), most) };
}

/** PROTOCOL section 4. A viewer gets users without photo, email and phone (X7). */
export async function changesSince(
	database: Database,
	session: Session,
	request: PullRequest
): Promise<PullAnswer> {
	// One snapshot for all tables: a commit between two reads would slip rows under the cursor.
	return database
		.transaction()
		.setIsolationLevel('repeatable read')
		.setAccessMode('read only')
		.execute((sql) => readPage(sql, session, request));
}

async function readPage(
	sql: Sql,
	session: Session,
	{ after, limit }: PullRequest
): Promise<PullAnswer> {
	const { organisationId } = session;
	const { epoch } = await sql
		.selectFrom('organisations')
		.select('epoch')
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	const users = await newerUsers(sql, { organisationId, after, limit });
	const exams = await newerExams(sql, { organisationId, after, limit });
	const versions = [...users, ...exams].map(({ version }) => version).sort((a, b) => a - b);
	const version = versions[Math.min(limit, versions.length) - 1] ?? after;
	const paged = users.filter((user) => user.version <= version);
	const values = paged.map(({ id }) => id);
	const ofPaged = { organisationId, column: 'user_id', values } as const;
	const registrations = registrationsByUser(await rowsOf(sql, 'registrations', ofPaged));
	const isViewer = session.role === 'viewer';
	return {
		epoch,
		version,
		hasMore: versions.length > limit,
		users: paged.map((row) => {
			const user = { ...userOf(row, {}), registrations: registrations.get(row.id) ?? {} };
			return isViewer ? { ...user, photo: null, email: '', phone: '' } : user;
		}),
		exams: exams
			.filter((exam) => exam.version <= version)
			.map((row) => {
				const exam = examOf(row);
				return { ...exam, venues: [...exam.venues] };
			})
	};
}

interface Range extends PullRequest {
	readonly organisationId: string;
}

/** One more than asked for, which tells whether there is more. */
function newerUsers(sql: Sql, { organisationId, after, limit }: Range): Promise<UserTable[]> {
	return sql
		.selectFrom('users')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.where('version', '>', after)
		.orderBy('version')
		.limit(limit + 1)
		.execute();
}

function newerExams(sql: Sql, { organisationId, after, limit }: Range): Promise<ExamTable[]> {
	return sql
		.selectFrom('exams')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.where('version', '>', after)
		.orderBy('version')
		.limit(limit + 1)
		.execute();
}
