/** Has the server kill itself at a named point of the next push, once it was told to by SIGUSR2: CRASH_AT names the point. */
import Database from 'libsql';
import { ServerResponse } from 'node:http';
import pg from 'pg';

const point = process.env['CRASH_AT'];
let isArmed = false;
process.on('SIGUSR2', () => (isArmed = true));

/** A push has written its receipts and is not committed; then, that it is. */
let writes = false;
let isCommitted = false;

/** @param {string} name */
function reach(name) {
	if (isArmed && name === point) process.kill(process.pid, 'SIGKILL');
}

/** @param {string} sql */
function see(sql) {
	if (sql.includes('insert into "receipts"')) writes = true;
	if (sql === 'commit' && writes) reach('before the commit');
}

/** @param {string} sql */
function seeDone(sql) {
	if (sql !== 'commit' || !writes) return;
	writes = false;
	isCommitted = true;
	reach('after the commit');
}

const { exec, prepare } = Database.prototype;
Database.prototype.exec = function (sql) {
	see(sql);
	const done = exec.call(this, sql);
	seeDone(sql);
	return done;
};
Database.prototype.prepare = function (sql) {
	see(sql);
	return prepare.call(this, sql);
};

const { query } = pg.Client.prototype;
pg.Client.prototype.query = function (/** @type {any} */ config, /** @type {any[]} */ ...rest) {
	const sql = typeof config === 'string' ? config : (config.text ?? '');
	see(sql);
	const done = /** @type {any} */ (query).call(this, config, ...rest);
	return sql === 'commit' ? done.then((/** @type {any} */ result) => (seeDone(sql), result)) : done;
};

const { end, write } = ServerResponse.prototype;
for (const [name, original] of /** @type {const} */ ([
	['end', end],
	['write', write]
])) {
	/** @type {any} */ (ServerResponse.prototype)[name] = function (/** @type {any[]} */ ...parts) {
		if (isCommitted) reach('before the answer');
		return /** @type {any} */ (original).apply(this, parts);
	};
}
