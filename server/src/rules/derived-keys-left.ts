/**
 * A list of rows, or what is made of many: a database write after which a copy of the row, or another list, is deleted
 * and this one is left, reported at the write, where otherwise `write-without-invalidation` would be; and a delete by the new
 * value of a column, reported at the delete, since the row was in the list of the old one.
 */

import { outermostSite } from '../model/calls/sites.js';
import type { UnmetObligation } from '../model/databases/obligations.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { cachedAt, lifeOf } from './copyLife.js';
import { besideOf, leftCopyFindings } from './leftCopies.js';
import { type NewValueInKey, newValuesInKeys } from './newValueInKey.js';
import type { DraftFinding, Rule } from './rule.js';

export const derivedKeysLeft: Rule = {
  id: 'derived-keys-left',
  follows: 'key',
  review: (model, settings) => [
    ...leftCopyFindings(model, settings, 'derived', (unmet, what, left) => [
      `${what} ${lifeOf(unmet.group)}${besideOf(left)}.`,
      consequenceOf(unmet),
    ]),
    ...newValuesInKeys(model, settings)
      .filter(({ isList }) => isList)
      .map((found) => findingAtDelete(model, found)),
  ],
};

function findingAtDelete(
  model: WorkspaceModel,
  { group, column, change, write }: NewValueInKey,
): DraftFinding {
  return {
    confidence: 'likely',
    span: model.code.nameSpan(outermostSite(change)),
    key: group.text,
    message: [
      `This deletes \`${group.text}\` by the new \`${column}\`, and the list that the row has left stands under the old one.`,
      `Whoever reads that gets the \`${write.call.entity.name}\` among the others ${lifeOf(group)}.`,
      `Read \`${column}\` before the write, and delete the key of the old value as well.`,
    ].join(' '),
    related: [
      ...cachedAt(model, group),
      { span: model.code.nameSpan(write.site), message: `\`${column}\` is given a new value here.` },
    ],
  };
}

function consequenceOf({ write }: UnmetObligation): string {
  const { operation } = write.effect.call;
  if (operation === 'insert') return 'Readers keep getting the rows without the new one.';
  if (operation === 'delete') return 'Readers keep getting a row that is gone.';
  return 'Readers keep getting the old row among the others.';
}
