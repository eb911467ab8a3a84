/** Settings kept under a name (S15), as the worker last told them. */
import type { Settings } from '../../core/settings';
import type { Requests } from '../../worker/protocol';
import { client } from '../client';

type Named = Requests['namedSettings']['answer'];

class NamedSettingsList {
	all = $state.raw<Named>([]);

	async load(): Promise<void> {
		this.all = await client.ask('namedSettings', {});
	}

	async keep(name: string, settings: Settings): Promise<void> {
		this.all = await client.ask('keepSettings', { name, settings });
	}

	async drop(name: string): Promise<void> {
		this.all = await client.ask('dropSettings', { name });
	}
}

export const namedSettings = new NamedSettingsList();

/** True when both would do the same with every row. */
export function areSame(one: Settings, other: Settings): boolean {
	return JSON.stringify(one) === JSON.stringify(other);
}
