/**
 * A copy that is deleted inside the transaction that makes it stale: until the commit, readers see the old row
 * and cache it again. Reported at the delete, unless the copy is deleted once more after the commit.
 */
import { faultsOfKind, findingAtDelete, refillSentence } from './earlyInvalidation.js';
import type { Rule } from './rule.js';

export const invalidateInsideTransaction: Rule = {
  id: 'invalidate-inside-transaction',
  review(model, settings) {
    return faultsOfKind(model, settings, 'transaction').map((fault) =>
      findingAtDelete(
        model,
        fault,
        [
          `\`${fault.group.text}\` is deleted before the transaction commits.`,
          refillSentence(fault),
          'Delete the key once the transaction is over.',
        ],
        fault.transaction
          ? [{ span: model.nameSpan(fault.transaction), message: 'The transaction begins here.' }]
          : [],
      ),
    );
  },
};
