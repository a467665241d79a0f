/** Which keys are loaded through a function that is handed what to load with. In: the model. Out: their texts. */
import { isSameSite } from '../model/calls/sites.js';
import { functionKey } from '../model/evaluation/values.js';
import type { CacheAside } from '../model/loads/cacheAsides.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';

/** Other functions may write at the same place: only what comes through the wrapper counts. */
export function keysThroughWrapper(model: WorkspaceModel, aside: CacheAside): ReadonlySet<string> {
  const wrapper = functionKey(aside.function);
  const through = model.keyUses.filter(
    ({ effect }) =>
      isSameSite(effect.site, aside.write.site) &&
      effect.chain.some((site) => functionKey(model.code.functionOf(site)) === wrapper),
  );
  return new Set(through.map((use) => keyTextOf(use.effect)));
}
