/** Which keys are loaded through a function that is handed what to load with. In: the model. Out: their texts. */
import type { CacheEffect } from '../model/calls/effect.js';
import { isSameSite } from '../model/calls/sites.js';
import { functionKey } from '../model/evaluation/values.js';
import type { CacheAside } from '../model/loads/cacheAsides.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';

/** Other functions may write at the same place: only what comes through the wrapper counts. */
export function writesThroughWrapper(model: WorkspaceModel, aside: CacheAside): readonly CacheEffect[] {
  const wrapper = functionKey(aside.function);
  return model.keyUses
    .map(({ effect }) => effect)
    .filter(
      (effect) =>
        isSameSite(effect.site, aside.write.site) &&
        effect.chain.some((site) => functionKey(model.code.functionOf(site)) === wrapper),
    );
}

export function keysThroughWrapper(model: WorkspaceModel, aside: CacheAside): ReadonlySet<string> {
  return new Set(writesThroughWrapper(model, aside).map(keyTextOf));
}
