/**
 * A database write that leaves a cached copy as it was, unless the function, or every caller of it, deletes or
 * overwrites the copy. Reported once for each place, whatever is left there: at the write, or at the callers that forget
 * what others do, or that use a cache while the function that writes has none.
 */

import { lifeOf } from './copyLife.js';
import { leftCopyFindings } from './leftCopies.js';
import type { Rule } from './rule.js';

export const writeWithoutInvalidation: Rule = {
  id: 'write-without-invalidation',
  review: (model, settings) =>
    leftCopyFindings(model, settings, 'only', ({ group }, what) => [
      `${what} ${lifeOf(group)}.`,
      'Readers keep getting the old data.',
    ]),
};
