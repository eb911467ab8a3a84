/** `npm run test:sim -- --seeds N --from S`, `npm run test:planted`. */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
	options: {
		seeds: { type: 'string', default: '2000' },
		from: { type: 'string', default: '1' },
		planted: { type: 'boolean', default: false }
	}
});
const files = values.planted ? ['tests/sim/planted'] : ['tests/sim/part'];
const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'rules', ...files], {
	stdio: 'inherit',
	env: { ...process.env, SIM_SEEDS: values.seeds, SIM_FROM: values.from }
});
process.exitCode = status ?? 1;
