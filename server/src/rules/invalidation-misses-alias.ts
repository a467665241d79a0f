/**
 * One row under several keys: a database write after which one copy is deleted and another is left, reported at the
 * write, where otherwise `write-without-invalidation` would be; and a delete by the new value of a column, reported at the
 * delete, since the copy stands under the old one.
 */

import { formatKeyPattern } from '../../../shared/src/keyPattern.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import { outermostSite } from '../model/calls/sites.js';
import type { DatabaseWrite } from '../model/databases/databaseWrites.js';
import type { LeftByColumn } from '../model/databases/keptByColumns.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { lifeOf, outlivesStaleness } from './copyLife.js';
import { besideOf, leftCopyFindings } from './leftCopies.js';
import { newValueFindings } from './newValueInKey.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const invalidationMissesAlias: Rule = {
  id: 'invalidation-misses-alias',
  follows: 'key',
  review: (model, settings) => [
    ...leftCopyFindings(model, settings, 'alias', ({ group }, what, left) => [
      `${what} ${lifeOf(group)}${besideOf(left)}.`,
      'Whoever reads the row by the other key keeps getting the old one.',
    ]),
    ...newValueFindings(model, settings, 'copy'),
    ...findingsByColumn(model, settings),
  ],
};

/** Keys of one pattern, made of different columns of the row, of which the code that writes deletes one. */
function findingsByColumn(model: WorkspaceModel, settings: ReviewSettings): readonly DraftFinding[] {
  const groups = model.groups.filter((group) => outlivesStaleness(group, settings));
  return model.databaseWrites
    .filter(({ function: owner }) => isServingFile(owner.file))
    .flatMap((write) =>
      groups.flatMap((group) =>
        model.databases.leftByColumns(write, group).map((left) => findingByColumn(model, write, group, left)),
      ),
    );
}

function findingByColumn(
  model: WorkspaceModel,
  { site, effect: { call } }: DatabaseWrite,
  group: KeyGroup,
  { column, use, change }: LeftByColumn,
): DraftFinding {
  const [left, deleted] = [use.effect, change].map(({ key }) => patternsOf(key).map(formatKeyPattern)[0]);
  return {
    confidence: 'likely',
    span: model.code.nameSpan(site),
    key: group.text,
    message: [
      `This write of \`${call.entity.name}\` leaves \`${left}\` in the cache ${lifeOf(group)}, while \`${deleted}\` is deleted.`,
      'Whoever reads the row by the other key keeps getting the old one.',
      `Delete the key of \`${column}\` as well.`,
    ].join(' '),
    related: [
      { span: model.code.nameSpan(outermostSite(use.effect)), message: `It is cached here as \`${left}\`.` },
      { span: model.code.nameSpan(outermostSite(change)), message: `\`${deleted}\` is deleted here.` },
    ],
  };
}
