/** The built app on a free port, with a data directory of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface ServedApp {
	readonly origin: string;
	/** By which the first admin makes an account. */
	readonly setUpLink: string;
	stop(): Promise<void>;
}

export async function startServer(dataDir: string): Promise<ServedApp> {
	const entry = fileURLToPath(new URL('../tools/serve.mjs', import.meta.url));
	const env = { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir };
	const child = spawn(process.execPath, [entry], { env, stdio: ['pipe', 'pipe', 'inherit'] });
	const said = await new Promise<string>((resolve, reject) => {
		let text = '';
		child.stdout.on('data', (chunk) => {
			text += String(chunk);
			if (/ready at \S+\n/.test(text) && /\/set-up\/admin\/\S+\n/.test(text)) resolve(text);
		});
		child.once('exit', () => reject(new Error(`The server ended: ${text}`)));
	});
	return {
		origin: /ready at (\S+)/.exec(said)?.[1] ?? '',
		setUpLink: /https?:\/\/\S+\/set-up\/admin\/\S+/.exec(said)?.[0] ?? '',
		async stop() {
			const ended = once(child, 'exit');
			child.kill('SIGTERM');
			await ended;
		}
	};
}
