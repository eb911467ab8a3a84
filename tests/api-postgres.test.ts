import { vi } from 'vitest';
import { describeEndpoints } from './server/endpoints';
import { startPostgresEngine } from './server/engines';

vi.mock('$env/dynamic/private', () => ({
	env: { SECRET: 'endpoints '.repeat(4), ORIGIN: 'https://muster.example' }
}));
vi.mock('../src/lib/server/own-store', () => import('./server/own-store'));

describeEndpoints(startPostgresEngine);
