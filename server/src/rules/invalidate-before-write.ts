/**
 * A copy that is deleted first and made stale afterwards: whoever reads in between caches the old row again.
 * Reported at the delete, unless the copy is deleted or overwritten once more after the write.
 */
import type { FixDescription } from '../../../shared/src/finding.js';
import type { EarlyInvalidation } from '../model/databases/invalidationOrder.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { faultsOfKind, findingAtDelete, refillSentence } from './earlyInvalidation.js';
import type { Rule } from './rule.js';
import { namedWrite } from './writeWords.js';

export const invalidateBeforeWrite: Rule = {
  id: 'invalidate-before-write',
  follows: 'key',
  review(model, settings) {
    return faultsOfKind(model, settings, 'before').map((fault) => ({
      ...findingAtDelete(
        model,
        fault,
        [
          `\`${fault.group.text}\` is deleted before the ${namedWrite(fault.write.call)}.`,
          refillSentence(fault),
          'Delete the key after the write.',
        ],
        [{ span: model.code.nameSpan(fault.writeSite), message: 'This write makes the copy stale.' }],
      ),
      fixes: movedBehind(model, fault),
    }));
  },
};

/** Where the delete is waited for, and made whenever the write is. */
function movedBehind(model: WorkspaceModel, fault: EarlyInvalidation): readonly FixDescription[] {
  const { site, writeSite, invalidation, write } = fault;
  const isAlways = invalidation.branches.every(({ fork, arm }) =>
    write.branches.some((step) => step.fork === fork && step.arm === arm),
  );
  const [fate, fateOfWrite] = [model.flow.fateOf(site), model.flow.fateOf(writeSite)];
  if (!isAlways || site.file !== writeSite.file || fate.use !== 'completed') return [];
  // Behind the write no `catch` would see it.
  if (fate.caught && !fateOfWrite.caught) return [];
  const isPlain = invalidation.chain.length === 1 && WAITED.has(fateOfWrite.use);
  const edit = {
    kind: 'move-statement',
    call: model.code.callSpan(site),
    behind: model.code.callSpan(writeSite),
  } as const;
  return [{ title: 'Delete the key after the write', kind: isPlain ? 'safe' : 'suggestion', edits: [edit] }];
}

const WAITED: ReadonlySet<string> = new Set(['awaited', 'completed', 'returned']);
