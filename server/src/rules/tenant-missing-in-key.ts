/**
 * A key without the tenant, where the cached rows were selected by one and other keys of the workspace carry it. What
 * is unique inside one tenant, a slug or a user who belongs to several, is not unique among all of them.
 */

import { isHole } from '../../../shared/src/keyPattern.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import { outermostSite } from '../model/calls/sites.js';
import type { ConditionBeyondKey } from '../model/keys/keyCompleteness.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { namesWord } from './lexicon.js';
import { longerKeys } from './longerKey.js';
import { missingTenant } from './missingIdentity.js';
import type { DraftFinding, Rule } from './rule.js';

export const tenantMissingInKey: Rule = {
  id: 'tenant-missing-in-key',
  follows: 'key',
  comparesFolder: true,
  review(model, { words }) {
    const scoped = model.groups.find((group) => carriesTenant(group, words));
    if (!scoped) return [];
    return model.groups.flatMap((group) =>
      group.nature === 'cache' ? findingFor(model, group, scoped, words) : [],
    );
  },
};

function carriesTenant({ pattern, nature, writes }: KeyGroup, added: ReviewSettings['words']): boolean {
  if (nature !== 'cache' || writes.length === 0) return false;
  return pattern.parts.some((part) => isHole(part) && namesWord(part.hole, 'tenant', added));
}

/** One for each pattern, at the first write that shows it. */
function findingFor(
  model: WorkspaceModel,
  group: KeyGroup,
  scoped: KeyGroup,
  words: ReviewSettings['words'],
): readonly DraftFinding[] {
  for (const use of group.writes.filter(isServing)) {
    const missing = missingTenant(model, use, words);
    if (missing) return [finding(model, group, use, missing, scoped)];
  }
  return [];
}

function finding(
  model: WorkspaceModel,
  group: KeyGroup,
  use: KeyUse,
  { entity, name, column, site }: ConditionBeyondKey,
  scoped: KeyGroup,
): DraftFinding {
  const [other] = scoped.writes;
  return {
    confidence: 'likely',
    span: model.code.nameSpan(outermostSite(use.effect)),
    key: group.text,
    message: [
      `The cached \`${entity ?? 'value'}\` is selected by \`${name}\`, but \`${group.text}\` is the same key in every tenant.`,
      'What is unique in one tenant may exist in another, which then gets the rows of the first.',
      `Put \`${name}\` into the key, as \`${scoped.text}\` does.`,
    ].join(' '),
    fixes: longerKeys(model, group, name),
    related: [
      ...(site ? [{ span: model.code.nameSpan(site), message: `Selected by \`${column}\` here.` }] : []),
      ...(other
        ? [
            {
              span: model.code.nameSpan(outermostSite(other.effect)),
              message: `\`${scoped.text}\` carries the tenant.`,
            },
          ]
        : []),
    ],
  };
}
