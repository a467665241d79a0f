/**
 * A database write that leaves a cached copy as it was, unless the function, or every caller of it, deletes or
 * overwrites the copy. Reported once for each place, whatever is left there: at the write, or at the callers that forget
 * what others do, or that use a cache while the function that writes has none.
 */

import type { UnmetObligation } from '../model/databases/obligations.js';
import { lifeOf } from './copyLife.js';
import { leftCopyFindings } from './leftCopies.js';
import type { Rule } from './rule.js';

export const writeWithoutInvalidation: Rule = {
  id: 'write-without-invalidation',
  review: (model, settings) =>
    leftCopyFindings(model, settings, 'only', (unmet, what) => [
      `${what} ${lifeOf(unmet.group)}.`,
      isOnlyMissed(unmet)
        ? 'That there is none is kept as well, so whoever asked for it before does not find it.'
        : 'Readers keep getting the old data.',
    ]),
};

/** A new row that nobody has a copy of: what is kept is that it is not there. */
function isOnlyMissed({ entity, write }: UnmetObligation): boolean {
  return entity.absence === true && !entity.many && write.effect.call.operation === 'insert';
}
