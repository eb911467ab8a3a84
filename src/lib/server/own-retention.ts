/** The clock of this server's retention (X7). */
import { startBackground } from './background';
import { ownStore } from './own-store';
import { eraseByClock } from './retention';

const everyMs = 6 * 60 * 60 * 1000;

export function startRetention(): void {
	startBackground({
		name: 'erasing what is due',
		async round() {
			const { database } = await ownStore();
			await eraseByClock(database, Date.now());
			return everyMs;
		}
	});
}
