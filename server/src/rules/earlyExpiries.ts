/**
 * Expiries that are set before there is a key to expire. In: the model. Out: for each write whose life is lost so, the write and
 * the expiry, where nothing else ends the key.
 */
import { isHole, type KeyPattern, unify } from '../../../shared/src/keyPattern.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { isSameSite } from '../model/calls/sites.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { isServingFile } from './servedCode.js';

export interface EarlyExpiry {
  readonly effect: CacheEffect;
  readonly expiry: CacheEffect;
}

export function earlyExpiries(model: WorkspaceModel): readonly EarlyExpiry[] {
  return model.functions
    .filter(({ file }) => isServingFile(file))
    .flatMap((owner) =>
      model.effectsOf(owner).flatMap((effect) => {
        if (effect.kind !== 'cache' || !effect.earlyExpiry || effect.temporary) return [];
        const [expiry, patterns] = [effect.earlyExpiry, patternsOf(effect.key)];
        const isLeft = growsAnew(effect, patterns) && !endsOtherwise(model, patterns, expiry);
        return isLeft ? [{ effect, expiry }] : [];
      }),
    );
}

/** A key that is always the same is there the next time, and expires then. */
function growsAnew({ operation }: CacheEffect, patterns: readonly KeyPattern[]): boolean {
  return operation === 'write' || patterns.every(({ parts }) => parts.some(isHole));
}

function endsOtherwise(model: WorkspaceModel, written: readonly KeyPattern[], expiry: CacheEffect): boolean {
  return model.keyUses.some(
    ({ effect, ttl, patterns }) =>
      (effect.operation === 'expire' || ttl.kind !== 'none') &&
      !isSameSite(effect.site, expiry.site) &&
      /^(expire|write|write-part|counter)$/.test(effect.operation) &&
      patterns.some((pattern) => written.some((own) => unify(pattern, own))),
  );
}
