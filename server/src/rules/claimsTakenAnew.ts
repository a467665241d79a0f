/**
 * A claim that is deleted and taken anew: `del(key)` where what it led to turned out to be gone, and then a `SET … NX` on
 * the same key. In: a plain delete. Out: the claim that follows it, which somebody else who found the same may take away.
 */
import { formatKeyPattern, isHole } from '../../../shared/src/keyPattern.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { inOtherArms } from '../model/calls/effectPlaces.js';
import { isSameSite } from '../model/calls/sites.js';
import { setsOnlyIfAbsent, speaksRedis } from '../model/commands/commands.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { isMark, isSameKey } from './locks.js';

export function claimTakenAnew(
  model: WorkspaceModel,
  { effect: release, function: owner }: KeyUse,
): CacheEffect | undefined {
  // The key may be given by who calls the function that deletes it.
  for (const reference of [owner, model.code.functionOf(release.site)]) {
    const effects = model.effectsOf(reference).filter((effect) => effect.kind === 'cache');
    const own = effects.find(
      (effect) => effect.command === release.command && isSameSite(effect.site, release.site),
    );
    const claim = own && claimBehind(model, effects, own, release);
    if (claim) return claim;
  }
  return undefined;
}

/** `own` is the delete as the function sees it that stands around both. */
function claimBehind(
  model: WorkspaceModel,
  effects: readonly CacheEffect[],
  own: CacheEffect,
  release: CacheEffect,
): CacheEffect | undefined {
  // Whoever deletes it in any case starts all over, on purpose.
  if (own.branches.length === 0) return undefined;
  return effects.find(
    (effect) =>
      effect.order > own.order &&
      isClaim(effect) &&
      (isSameKey(effect, release) || isMadeAlike(effect, release)) &&
      !inOtherArms(own.branches, effect.branches) &&
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
