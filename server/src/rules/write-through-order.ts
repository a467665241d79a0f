/**
 * A copy that is written with the new data before the database is: a reader gets what may never be stored. Reported at
 * the database write, where otherwise `write-without-invalidation` would be.
 */

import { leftCopyFindings } from './leftCopies.js';
import type { Rule } from './rule.js';

export const writeThroughOrder: Rule = {
  id: 'write-through-order',
  review: (model, settings) =>
    leftCopyFindings(model, settings, 'early', ({ group, write }) => [
      `\`${group.text}\` gets the new data before the \`${write.effect.call.entity.name}\` does.`,
      'When this write fails, readers go on with what was never stored.',
      'Write the database first, and the cache with what it gives back.',
    ]),
};
