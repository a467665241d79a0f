/**
 * A copy that is deleted first and made stale afterwards: whoever reads in between caches the old row again.
 * Reported at the delete, unless the copy is deleted or overwritten once more after the write.
 */
import { faultsOfKind, findingAtDelete, refillSentence, writtenVerb } from './earlyInvalidation.js';
import type { Rule } from './rule.js';

export const invalidateBeforeWrite: Rule = {
  id: 'invalidate-before-write',
  follows: 'key',
  review(model, settings) {
    return faultsOfKind(model, settings, 'before').map((fault) =>
      findingAtDelete(
        model,
        fault,
        [
          `\`${fault.group.text}\` is deleted before the \`${fault.write.call.entity.name}\` is ${writtenVerb(fault)}.`,
          refillSentence(fault),
          'Delete the key after the write.',
        ],
        [{ span: model.code.nameSpan(fault.writeSite), message: 'The write that makes the copy stale.' }],
      ),
    );
  },
};
