/**
 * A copy that is written with the new data before the database is: a reader gets what may never be stored. Reported at
 * the database write, where otherwise `write-without-invalidation` would be. And a copy of a whole row that is written, after
 * the row is, with what was sent instead of what is stored.
 */
import type { RelatedLocation } from '../../../shared/src/finding.js';
import { outermostSite } from '../model/calls/sites.js';
import type { PartialOverwrite } from '../model/databases/partialOverwrites.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { lifeOf, outlivesStaleness } from './copyLife.js';
import { leftCopyFindings } from './leftCopies.js';
import type { DraftFinding, Rule } from './rule.js';
import { listed } from './wordLists.js';

export const writeThroughOrder: Rule = {
  id: 'write-through-order',
  review: (model, settings) => [
    ...leftCopyFindings(model, settings, 'early', ({ group, write }) => [
      `\`${group.text}\` gets the new data before the \`${write.effect.call.entity.name}\` does.`,
      'When this write fails, readers go on with what was never stored.',
      'Write the database first, and the cache with what it gives back.',
    ]),
    ...model.copies
      .filter((group) => outlivesStaleness(group, settings))
      .flatMap((group) =>
        model.databases
          .partialOverwrites(group)
          .flatMap((found) => (isServing(found.use) ? [partFinding(model, group, found)] : [])),
      ),
  ],
};

const NAMED = 2;

function partFinding(
  model: WorkspaceModel,
  group: KeyGroup,
  { use, entity, update, whole, missing }: PartialOverwrite,
): DraftFinding {
  const shown = missing.slice(0, NAMED).map((column) => `\`${column}\``);
  const span = model.code.nameSpan(outermostSite(use.effect));
  const steps: readonly RelatedLocation[] = [
    { span: model.code.nameSpan(outermostSite(whole.effect)), message: 'All of the row is cached here.' },
    { span: model.code.nameSpan(update), message: 'The row is updated here.' },
  ];
  const more = missing.length > NAMED ? [`${missing.length - NAMED} more`] : [];
  return {
    confidence: 'likely',
    span,
    key: group.text,
    message: [
      `\`${group.text}\` gets what was sent, and not the \`${entity}\` as it is stored.`,
      `Readers miss ${listed([...shown, ...more])} ${lifeOf(group)}.`,
      'Write what the database gives back, or delete the key.',
    ].join(' '),
    related: steps,
    explanation: {
      steps: [...steps, { span, message: `What was sent is put into the cache under \`${group.text}\`.` }],
      dismissed: [],
      search: `Looked at ${group.writes.length} writes of \`${group.text}\`.`,
    },
  };
}
