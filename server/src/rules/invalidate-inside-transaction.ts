/**
 * A copy that is deleted inside the transaction that makes it stale: until the commit, readers see the old row
 * and cache it again. Reported at the delete, unless the copy is deleted once more after the commit.
 */

import type { FixDescription } from '../../../shared/src/finding.js';
import type { EarlyInvalidation } from '../model/databases/invalidationOrder.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { faultsOfKind, findingAtDelete, refillSentence } from './earlyInvalidation.js';
import type { Rule } from './rule.js';

export const invalidateInsideTransaction: Rule = {
  id: 'invalidate-inside-transaction',
  follows: 'key',
  review(model, settings) {
    return faultsOfKind(model, settings, 'transaction').map((fault) => ({
      ...findingAtDelete(
        model,
        fault,
        [
          `\`${fault.group.text}\` is deleted before the transaction commits.`,
          refillSentence(fault),
          'Delete the key once the transaction is over.',
        ],
        fault.transaction
          ? [{ span: model.code.nameSpan(fault.transaction), message: 'The transaction begins here.' }]
          : [],
      ),
      fixes: movedBehind(model, fault),
    }));
  },
};

function movedBehind(model: WorkspaceModel, { site, commit }: EarlyInvalidation): readonly FixDescription[] {
  if (!commit) return [];
  const edit = {
    kind: 'move-statement',
    call: model.code.callSpan(site),
    behind: model.code.callSpan(commit),
  } as const;
  return [{ title: 'Delete the key after the transaction', kind: 'suggestion', edits: [edit] }];
}
