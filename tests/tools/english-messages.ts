/** Stands in for the messages in tests: what says words says them in English, with nothing to wait for. */
import * as english from '../../src/lib/i18n/paraglide/words-en';
import { m, speak } from '../../src/lib/i18n/words';

speak('en', english);

export { m };
