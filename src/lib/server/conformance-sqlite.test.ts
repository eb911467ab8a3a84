import { describeEngine } from '../../../tests/server/conformance';
import { startSqlite } from '../../../tests/server/engines';

describeEngine('SQLite', startSqlite);
