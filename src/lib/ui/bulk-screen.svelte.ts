/** Which bulk fix is looked at before it is done (V2). */
import type { Issue } from '../core/issue';
import type { BulkFix } from '../worker/protocol';
import type { ValueQuestion } from './review/value-choices';

export type BulkAsk =
	| { readonly kind: 'offer'; readonly fix: BulkFix; readonly issue: Issue }
	| {
			readonly kind: 'value';
			readonly problem: string;
			readonly question: ValueQuestion;
			/** Chosen already, or null. */
			readonly to: string | null;
	  }
	| { readonly kind: 'replace' };

class BulkScreen {
	asked = $state.raw<BulkAsk | null>(null);
}

export const bulkScreen = new BulkScreen();
