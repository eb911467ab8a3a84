import { describe, expect, it } from 'vitest';
import { placeOf, type Around, type UploadPlace } from './upload-place';

const changes = { create: 812, update: 301, delete: 0 };
const saved = { state: 'saved', unsent: 1113, attention: 0, changes } as const;
const calm: Around = { isSending: false, replanned: 0 };

describe('where an upload is', () => {
	it.each<[string, Parameters<typeof placeOf>, UploadPlace]>([
		['waits whole on this device', [saved, calm], { kind: 'saved', count: 0 }],
		['is being sent', [saved, { ...calm, isSending: true }], { kind: 'sending', count: 1113 }],
		[
			'was sent in part before the network went',
			[{ ...saved, unsent: 613 }, calm],
			{ kind: 'sending', count: 613 }
		],
		[
			'is on the server',
			[{ ...saved, state: 'accepted', unsent: 0 }, calm],
			{ kind: 'accepted', count: 0 }
		],
		[
			'has changes that came back',
			[{ ...saved, state: 'attention', unsent: 0, attention: 2 }, calm],
			{ kind: 'attention', count: 2 }
		],
		[
			'waits for a word about rows planned again',
			[
				{ ...saved, attention: 1 },
				{ isSending: true, replanned: 800 }
			],
			{ kind: 'attention', count: 801 }
		]
	])('Y1 an upload that %s', (_, [upload, around], place) => {
		expect(placeOf(upload, around)).toEqual(place);
	});
});
