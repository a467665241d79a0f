/**
 * A database write that leaves a cached copy as it was, unless the function, or every caller of it, deletes or
 * overwrites the copy. Reported once for each pattern: at the write, or at the callers that forget what others do, or
 * that use a cache while the function that writes has none.
 */

import { isTestFile, type UnmetObligation, type WritePlace } from '../model/obligations.js';
import { siteKey } from '../model/sites.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { holdsRights, isRevocation } from './auth-cache-without-revocation.js';
import { lifeOf, outlivesStaleness } from './copyLife.js';
import { explainObligation } from './obligationExplanation.js';
import { advice, confidenceOf, story } from './obligationFinding.js';
import type { DraftFinding, Rule } from './rule.js';

export const writeWithoutInvalidation: Rule = {
  id: 'write-without-invalidation',
  review(model, settings) {
    const cached = model.groups.filter((group) => outlivesStaleness(group, settings));
    // Of rights that are taken away another rule speaks.
    const rights = new Set(cached.filter((group) => holdsRights(model, group, settings)));
    // One call may write rows of several entities that are in one value.
    const found = new Map<string, DraftFinding>();
    for (const write of model.databaseWrites) {
      const { site } = write.effect;
      if (isTestFile(site.file)) continue;
      for (const group of cached) {
        if (isRevocation(write) && rights.has(group)) continue;
        const unmet = model.unmetObligation(write, group);
        for (const place of unmet?.places ?? []) {
          const key = `${siteKey(place.site)}#${group.text}`;
          if (!unmet || found.get(key)?.confidence === 'likely') continue;
          found.set(key, finding(model, unmet, place));
        }
      }
    }
    return [...found.values()];
  },
};

const OPERATIONS = {
  insert: 'new',
  update: 'update of',
  upsert: 'update of',
  delete: 'delete of',
  read: 'read of',
};

function finding(model: WorkspaceModel, unmet: UnmetObligation, place: WritePlace): DraftFinding {
  const { write, group } = unmet;
  const { call } = write.effect;
  return {
    confidence: confidenceOf(unmet, place),
    span: model.nameSpan(place.site),
    key: group.text,
    message: [
      `This ${OPERATIONS[call.operation]} \`${call.entity.name}\` leaves \`${group.text}\` in the cache ${lifeOf(group)}.`,
      'Readers keep getting the old data.',
      advice(model, unmet),
    ].join(' '),
    related: story(model, unmet, place.site),
    explanation: explainObligation(model, unmet),
  };
}
