/**
 * A claim that is deleted and taken anew: `del(key)` where what it led to turned out to be gone, and then a `SET … NX` on
 * the same key. In: a plain delete. Out: the claim that follows it, which somebody else who found the same may take away.
 */
import { formatKeyPattern, isHole } from '../../../shared/src/keyPattern.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { inOtherArms } from '../model/calls/effectPlaces.js';
import { setsOnlyIfAbsent, speaksRedis } from '../model/commands/commands.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { isMark, isSameKey } from './locks.js';

export function claimTakenAnew(
  model: WorkspaceModel,
  { effect: release, function: owner }: KeyUse,
): CacheEffect | undefined {
  // Whoever deletes it in any case starts all over, on purpose.
  if (release.branches.length === 0) return undefined;
  return model
    .effectsOf(owner)
    .find(
      (effect): effect is CacheEffect =>
        effect.kind === 'cache' &&
        effect.order > release.order &&
        isClaim(effect) &&
        (isSameKey(effect, release) || isMadeAlike(effect, release)) &&
        !inOtherArms(release.branches, effect.branches) &&
        model.flow.answerOf(effect.chain) === 'used',
    );
}

function isClaim(effect: CacheEffect): boolean {
  const isLimited = effect.ttl.kind !== 'none' && !effect.client.batch;
  return isLimited && setsOnlyIfAbsent(effect) && speaksRedis(effect.client) && isMark(effect);
}

/** `{tenant}:{task}:{name}`: of one client, and put together of the same parts. */
function isMadeAlike(one: CacheEffect, other: CacheEffect): boolean {
  const others = new Set(patternsOf(other.key).map(formatKeyPattern));
  return patternsOf(one.key).some(
    (pattern) => pattern.parts.filter(isHole).length > 1 && others.has(formatKeyPattern(pattern)),
  );
}
