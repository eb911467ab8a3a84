/** Lines of text ↔ a compressed file. Both ways are streams: a file of any size is never in memory whole. */
import { Failure } from '../core/failure';

/** Above the longest line that is written: a photo or an envelope of 1 MiB in base64. */
const lineLimit = 4 * 1024 * 1024;

export function packLines(lines: AsyncIterator<string>, type: string): Promise<Blob> {
	const encoder = new TextEncoder();
	const text = new ReadableStream<Uint8Array<ArrayBuffer>>({
		async pull(controller) {
			const next = await lines.next();
			if (next.done) controller.close();
			else controller.enqueue(encoder.encode(`${next.value}\n`));
		}
	});
	const packed = text.pipeThrough(new CompressionStream('gzip'));
	return new Response(packed, { headers: { 'content-type': type } }).blob();
}

/**
 * @throws Failure 'unsent_damaged' where the file is no whole one of these: cut, changed, of another kind;
 * 'file_unreadable' where the browser cannot read it any more
 */
export async function* unpackLines(file: Blob): AsyncGenerator<string> {
	const text = file
		.stream()
		.pipeThrough(new DecompressionStream('gzip'))
		.pipeThrough(new TextDecoderStream('utf-8', { fatal: true }));
	const reader = text.getReader();
	let rest = '';
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			const lines = (rest + value).split('\n');
			rest = lines.pop() ?? '';
			if (rest.length > lineLimit) throw new Failure('unsent_damaged');
			yield* lines;
		}
	} catch (cause) {
		if (cause instanceof Failure) throw cause;
		// Bytes that cannot be unpacked or are no text are told by errors of each platform's own.
		const isGone = cause instanceof DOMException && cause.name === 'NotReadableError';
		throw new Failure(isGone ? 'file_unreadable' : 'unsent_damaged', {}, cause);
	} finally {
		// Who asks for no more lines leaves the rest unread.
		await reader.cancel().catch(() => undefined);
	}
	if (rest !== '') throw new Failure('unsent_damaged');
}
