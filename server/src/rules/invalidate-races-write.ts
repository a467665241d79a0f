/**
 * A copy that is deleted while the row is still being written: in one `Promise.all` with the write, or after a
 * write that nothing waits for. Reported at the delete, unless the copy is deleted once more after the write.
 */
import type { FixDescription, FixEdit } from '../../../shared/src/finding.js';
import type { EarlyInvalidation } from '../model/databases/invalidationOrder.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { faultsOfKind, findingAtDelete, refillSentence } from './earlyInvalidation.js';
import { insertBefore, replaceWith } from './fixEdits.js';
import type { Rule } from './rule.js';
import { namedWrite } from './writeWords.js';

export const invalidateRacesWrite: Rule = {
  id: 'invalidate-races-write',
  follows: 'key',
  review(model, settings) {
    return faultsOfKind(model, settings, 'races').map((fault) => ({
      ...findingAtDelete(
        model,
        fault,
        [
          `\`${fault.group.text}\` is deleted while the ${namedWrite(fault.write.call)} is still under way.`,
          refillSentence(fault),
          fault.gathered
            ? 'Wait for the write first, then delete the key.'
            : 'Put `await` before the write, then delete the key.',
        ],
        [{ span: model.code.nameSpan(fault.writeSite), message: 'This write makes the copy stale.' }],
      ),
      fixes: oneAfterTheOther(model, fault),
    }));
  },
};

/** Two members of a `Promise.all` become two statements; a write that is let go is waited for. */
function oneAfterTheOther(model: WorkspaceModel, fault: EarlyInvalidation): readonly FixDescription[] {
  const { site, writeSite, gathered } = fault;
  const [write, remove] = [model.code.callSpan(writeSite), model.code.callSpan(site)];
  if (!gathered) {
    // That the delete is waited for says that the function can wait.
    const canWait = model.flow.fateOf(site).use === 'completed' && site.file === writeSite.file;
    if (!canWait || model.flow.fateOf(writeSite).use !== 'floating') return [];
    const edits = [insertBefore(write, 'await ')];
    return [{ title: 'Wait for the write', kind: 'safe', edits }];
  }
  const both = model.flow.gathererOfBoth(writeSite, site);
  if (both?.use !== 'completed') return [];
  const call = model.code.callSpan(both.site);
  const edits: readonly FixEdit[] = [
    replaceWith(call, { copy: write }),
    { kind: 'insert-statement', call, where: 'after', text: ['await ', { copy: remove }, ';'] },
  ];
  return [{ title: 'Delete the key after the write', kind: 'safe', edits }];
}
