/**
 * A list of rows, or what is made of many: a database write after which a copy of the row, or another list, is deleted
 * and this one is left, reported at the write, where otherwise `write-without-invalidation` would be; and a delete by the new
 * value of a column, reported at the delete, since the row was in the list of the old one.
 */

import type { UnmetObligation } from '../model/databases/obligations.js';
import { lifeOf } from './copyLife.js';
import { besideOf, leftCopyFindings } from './leftCopies.js';
import { newValueFindings } from './newValueInKey.js';
import type { Rule } from './rule.js';

export const derivedKeysLeft: Rule = {
  id: 'derived-keys-left',
  follows: 'key',
  review: (model, settings) => [
    ...leftCopyFindings(model, settings, 'derived', (unmet, what, left) => [
      `${what} ${lifeOf(unmet.group)}${besideOf(left)}.`,
      consequenceOf(unmet),
    ]),
    ...newValueFindings(model, settings, 'list'),
  ],
};

function consequenceOf({ write }: UnmetObligation): string {
  const { operation } = write.effect.call;
  if (operation === 'insert') return 'Readers keep getting the rows without the new one.';
  if (operation === 'delete') return 'Readers keep getting a row that is gone.';
  return 'Readers keep getting the old row among the others.';
}
