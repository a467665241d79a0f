/**
 * A database write that leaves a cached copy as it was, unless the function, or every caller of it, deletes or
 * overwrites the copy. Reported once for each pattern: at the write, or at the callers that forget what others do, or
 * that use a cache while the function that writes has none.
 */

import { holdsRights, isRevocation } from './auth-cache-without-revocation.js';
import { lifeOf, outlivesStaleness } from './copyLife.js';
import { explainedIn } from './missedDelete.js';
import { obligationFindings } from './obligationFinding.js';
import type { Rule } from './rule.js';

export const writeWithoutInvalidation: Rule = {
  id: 'write-without-invalidation',
  review(model, settings) {
    const cached = model.groups.filter((group) => outlivesStaleness(group, settings));
    // Of rights that are taken away another rule speaks.
    const rights = new Set(cached.filter((group) => holdsRights(model, group, settings)));
    const isExplained = explainedIn(model, settings);
    return obligationFindings(
      model,
      cached,
      (write, group) => !(isRevocation(write) && rights.has(group)),
      (unmet) => !isExplained(unmet),
      ({ group }, what) => [`${what} ${lifeOf(group)}.`, 'Readers keep getting the old data.'],
    );
  },
};
