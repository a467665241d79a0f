/**
 * Rows that only come along in a cached value, by a join or a relation: a database write of them that leaves the value
 * as it was. Reported at the write, where otherwise `write-without-invalidation` would be.
 */

import type { UnmetObligation } from '../model/databases/obligations.js';
import { lifeOf } from './copyLife.js';
import { leftCopyFindings } from './leftCopies.js';
import type { Rule } from './rule.js';

export const joinedDataLeft: Rule = {
  id: 'joined-data-left',
  review: (model, settings) =>
    leftCopyFindings(model, settings, 'joined', (unmet, what) => [
      `${what} ${lifeOf(unmet.group)}${mainOf(unmet)}.`,
      'Readers keep getting the old data.',
    ]),
};

/** The rows with which these come along. */
function mainOf({ group }: UnmetObligation): string {
  const main = group.entities.find(({ along }) => !along);
  return main ? `, where its rows are kept with those of \`${main.entity.name}\`` : '';
}
