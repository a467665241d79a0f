/**
 * Rows that only come along in a cached value, by a join or a relation: a database write of them that leaves the value
 * as it was. Reported at the write, where otherwise `write-without-invalidation` would be.
 */

import { onlyDecides } from '../model/databases/entities.js';
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
function mainOf({ entity, group }: UnmetObligation): string {
  const main = group.entities.find(({ along }) => !along);
  if (!main) return '';
  const name = `\`${main.entity.name}\``;
  return onlyDecides(entity)
    ? `, where it says which rows of ${name} are kept`
    : `, where its rows are kept with those of ${name}`;
}
