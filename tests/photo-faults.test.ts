/** Z6: what is no photo, or is one of too many pixels, is that photo's error at once: nothing is decoded. */
import { beforeEach, expect, test } from 'vitest';
import { photosPage } from '../src/lib/worker/photo-lists';
import { createDevice, read, type Device } from './device';
import { hugePng } from './drawn-photos';
import { packageOf } from './photo-packages';
import { writeZip } from './zip-writer';

/** A busy machine is slow: the same work on a free one takes a hundredth of this. */
const limitMs = 200;

let device: Device;
beforeEach(async () => {
	device = await createDevice(undefined, 'proctored');
});

const svg =
	'<svg xmlns="http://www.w3.org/2000/svg" width="99999" height="99999"><script>alert(1)</script></svg>';

test.each([
	['a PNG of 16,000 × 16,000 in 31 kB', hugePng(), 'too_large'],
	['an SVG named .jpg', svg, 'not_a_photo'],
	['an archive named .jpg', writeZip([{ name: '0', content: 'zero' }]), 'not_a_photo']
])('Z6 %s', async (_what, content, fault) => {
	const people = ['1,ana,Ana,Ek,a@x.example'];
	// The first reading of all loads the code.
	await read(device, packageOf(people, []));
	const file = packageOf(people, [{ name: '1.jpg', content, method: 0 }]);
	const started = performance.now();
	const open = await read(device, file);
	const tookMs = performance.now() - started;
	const { rows } = await photosPage(device.context, open, { kind: 'faulty', from: 0, count: 9 });
	expect(rows.map(({ photos }) => photos[0]?.fault)).toEqual([fault]);
	expect(open.summary.actions.create).toBe(1);
	expect(tookMs).toBeLessThan(limitMs);
});
