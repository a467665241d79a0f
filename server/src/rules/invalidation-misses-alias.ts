/**
 * One row under several keys: a database write after which one copy is deleted and another is left. Reported at the
 * write, where otherwise `write-without-invalidation` would be.
 */

import { lifeOf } from './copyLife.js';
import { besideOf, leftCopyFindings } from './leftCopies.js';
import type { Rule } from './rule.js';

export const invalidationMissesAlias: Rule = {
  id: 'invalidation-misses-alias',
  review: (model, settings) =>
    leftCopyFindings(model, settings, 'alias', ({ group }, what, left) => [
      `${what} ${lifeOf(group)}${besideOf(left)}.`,
      'Whoever reads the row by the other key keeps getting the old one.',
    ]),
};
