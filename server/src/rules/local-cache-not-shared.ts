/**
 * A copy in the memory of the process in front of a shared one, where a write clears both, and nothing tells other
 * processes to clear theirs. Reported at the delete in memory.
 */
import type { CacheEffect } from '../model/calls/effect.js';
import { siteKey } from '../model/calls/sites.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';
import { clearedHereAlone, isLocal, isOfSameCopies } from './localCopies.js';
import type { DraftFinding, Rule } from './rule.js';

export const localCacheNotShared: Rule = {
  id: 'local-cache-not-shared',
  follows: 'key',
  comparesFolder: true,
  review(model, settings) {
    const findings = new Map<string, DraftFinding>();
    for (const { local, shared } of clearedHereAlone(model)) {
      const isLasting = longestLife(model, local) > settings.acceptedStalenessMs;
      if (isLasting) findings.set(siteKey(local.site), finding(model, local, shared));
    }
    return [...findings.values()];
  },
};

/** Of what is kept in memory under such a key; without an expiry, or with an unknown one, it may stay. */
function longestLife(model: WorkspaceModel, local: CacheEffect): number {
  const lives = model.keyUses
    .filter(({ effect }) => effect.operation === 'write' && isLocal(effect) && isOfSameCopies(effect, local))
    .map(({ ttl }) => (ttl.kind === 'known' ? ttl.milliseconds : Number.POSITIVE_INFINITY));
  return Math.max(0, ...lives);
}

function finding(model: WorkspaceModel, local: CacheEffect, shared: CacheEffect): DraftFinding {
  const key = keyTextOf(local);
  return {
    confidence: 'likely',
    span: model.code.nameSpan(local.site),
    key,
    message: [
      `This clears \`${key}\` in the memory of this process only.`,
      'Every other process keeps its copy, and goes on giving it out.',
      'Tell them with a message, such as `PUBLISH`, or keep copies in memory for seconds only.',
    ].join(' '),
    related: [{ span: model.code.nameSpan(shared.site), message: 'The shared copy is deleted here.' }],
  };
}
