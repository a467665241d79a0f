/**
 * A cached value that depends on who asks, under a key that does not: the rows were selected by a user, a session
 * or a tenant that no part of the key carries, so the first to ask fills the entry for everybody.
 */

import { functionKey, someValue } from '../model/evaluation/values.js';
import type { ConditionBeyondKey } from '../model/keys/keyCompleteness.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { longerKeys } from './longerKey.js';
import { missingIdentity, selectedBy, writtenBelow } from './missingIdentity.js';
import { placeKey, spanOfKey } from './placeOfKey.js';
import type { DraftFinding, Rule } from './rule.js';

export const sharedKeyForUserData: Rule = {
  id: 'shared-key-for-user-data',
  follows: 'key',
  review(model, { words }) {
    const findings = new Map<string, DraftFinding>();
    const isSaidOfRoutes = keptWhole(model);
    const ofProgram = new Set(model.programGroups);
    for (const group of [...model.groups, ...ofProgram]) {
      if (group.nature !== 'cache') continue;
      for (const use of group.writes.filter((one) => isServing(one) && !isSaidOfRoutes(one))) {
        const missing = missingIdentity(model, use, words);
        // A map may hold what belongs to one person, or to the call under way.
        if (missing && ofProgram.has(group) && !missing.asks && !missing.ofSomebody) continue;
        const key = placeKey(spanOfKey(model, use));
        if (missing && !findings.has(key)) findings.set(key, finding(model, group, use, missing));
      }
    }
    return [...findings.values()];
  },
};

/** What is kept by a middleware in front of routes is said where it is put there. */
function keptWhole(model: WorkspaceModel): (use: KeyUse) => boolean {
  const keepers = new Set(
    model.requests.responseCaches().flatMap(({ keeper }) => (keeper ? [functionKey(keeper)] : [])),
  );
  return ({ effect }) =>
    keepers.size > 0 &&
    someValue(effect.key, (part) => part.kind === 'parameter' && keepers.has(functionKey(part.function)));
}

function finding(
  model: WorkspaceModel,
  group: KeyGroup,
  use: KeyUse,
  missing: ConditionBeyondKey,
): DraftFinding {
  const { entity, name } = missing;
  const what = entity === undefined ? 'answer of another service' : `\`${entity}\``;
  return {
    confidence: 'likely',
    span: spanOfKey(model, use),
    key: group.text,
    message: [
      `The cached ${what} depends on \`${name}\`, but the key \`${group.text}\` is the same for everybody.`,
      'Whoever asks second gets what belongs to the first.',
      `Put \`${name}\` into the key, wherever it is built.`,
    ].join(' '),
    fixes: longerKeys(model, group, name),
    related: [...selectedBy(model, missing), ...writtenBelow(model, use)],
  };
}
