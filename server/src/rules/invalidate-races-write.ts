/**
 * A copy that is deleted while the row is still being written: in one `Promise.all` with the write, or after a
 * write that nothing waits for. Reported at the delete, unless the copy is deleted once more after the write.
 */
import { faultsOfKind, findingAtDelete, refillSentence, writtenVerb } from './earlyInvalidation.js';
import type { Rule } from './rule.js';

export const invalidateRacesWrite: Rule = {
  id: 'invalidate-races-write',
  follows: 'key',
  review(model, settings) {
    return faultsOfKind(model, settings, 'races').map((fault) =>
      findingAtDelete(
        model,
        fault,
        [
          `\`${fault.group.text}\` is deleted while the \`${fault.write.call.entity.name}\` is still being ${writtenVerb(fault)}.`,
          refillSentence(fault),
          fault.gathered
            ? 'Wait for the write first, then delete the key.'
            : 'Put `await` before the write, then delete the key.',
        ],
        [{ span: model.code.nameSpan(fault.writeSite), message: 'The write that makes the copy stale.' }],
      ),
    );
  },
};
