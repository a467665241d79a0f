/**
 * One row under several keys: a database write after which one copy is deleted and another is left, reported at the
 * write, where otherwise `write-without-invalidation` would be; and a delete by the new value of a column, reported at the
 * delete, since the copy stands under the old one.
 */

import { outermostSite } from '../model/calls/sites.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { cachedAt, lifeOf } from './copyLife.js';
import { besideOf, leftCopyFindings } from './leftCopies.js';
import { type NewValueInKey, newValuesInKeys } from './newValueInKey.js';
import type { DraftFinding, Rule } from './rule.js';

export const invalidationMissesAlias: Rule = {
  id: 'invalidation-misses-alias',
  follows: 'key',
  review: (model, settings) => [
    ...leftCopyFindings(model, settings, 'alias', ({ group }, what, left) => [
      `${what} ${lifeOf(group)}${besideOf(left)}.`,
      'Whoever reads the row by the other key keeps getting the old one.',
    ]),
    ...newValuesInKeys(model, settings).map((found) => findingAtDelete(model, found)),
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
      `This deletes \`${group.text}\` by the new \`${column}\`, and the copy stands under the old one.`,
      `Whoever reads by that gets the old \`${write.call.entity.name}\` ${lifeOf(group)}.`,
      `Read \`${column}\` before the write, and delete the key of the old value as well.`,
    ].join(' '),
    related: [
      ...cachedAt(model, group),
      { span: model.code.nameSpan(write.site), message: `\`${column}\` is given a new value here.` },
    ],
  };
}
