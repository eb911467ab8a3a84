/**
 * A file shared with the installed app comes as a POST (A2). It is kept until the page takes it, which it does as soon as
 * it starts, and whoever shared goes on with a GET: nothing of it reaches the server.
 */
export const sharePath = '/share';
export const sharedCache = 'muster-shared';

export function isShare({ method, url }: Pick<Request, 'method' | 'url'>, origin: string): boolean {
	const { origin: to, pathname } = new URL(url);
	return method === 'POST' && to === origin && pathname === sharePath;
}

/** @returns the files of a form, in its order */
export function filesOf(form: Pick<FormData, 'getAll'>): File[] {
	return form
		.getAll('file')
		.filter((part): part is File => typeof part !== 'string' && part.name !== '');
}

export async function takeShare(request: Request, storage: CacheStorage): Promise<Response> {
	try {
		const files = filesOf(await request.formData());
		// What an earlier share left has no page that waits for it.
		await storage.delete(sharedCache);
		const cache = await storage.open(sharedCache);
		for (const [place, file] of files.entries()) {
			const headers = {
				'content-type': file.type || 'application/octet-stream',
				'x-file-name': encodeURIComponent(file.name)
			};
			await cache.put(`${sharePath}/${String(place)}`, new Response(file, { headers }));
		}
		return Response.redirect('/', 303);
	} catch (error) {
		console.error(error);
		// Half of it is of no use. The device is full, or the app that shared broke off.
		await storage.delete(sharedCache);
		return Response.redirect('/?share=failed', 303);
	}
}
