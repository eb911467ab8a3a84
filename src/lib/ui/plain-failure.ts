import { Failure, type PlainFailure } from '../core/failure';

/** What the worker rejected with; anything else is a bug, shown once at the rim. */
export function plainFailure(cause: unknown): PlainFailure {
	if (cause instanceof Failure) return cause.plain();
	console.error(cause);
	return { code: 'bug', params: {} };
}
