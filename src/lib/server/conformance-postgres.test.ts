import { describeEngine } from '../../../tests/server/conformance';
import { startPostgresEngine } from '../../../tests/server/engines';

describeEngine('PostgreSQL', startPostgresEngine);
