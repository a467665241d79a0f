/** Commands that wait in a batch which nothing sends. In: the model. Out: the commands of each such batch that serves. */
import type { CacheEffect } from '../model/calls/effect.js';
import { siteKey } from '../model/calls/sites.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { isServingFile } from './servedCode.js';

/** In order of the text. */
export function unsentCommands(model: WorkspaceModel): readonly (readonly CacheEffect[])[] {
  const batches = new Map<string, Map<number, CacheEffect>>();
  for (const owner of model.functions) {
    if (!isServingFile(owner.file)) continue;
    for (const effect of model.effectsOf(owner)) {
      if (effect.kind !== 'cache' || !effect.client.batch || effect.chain.length > 1) continue;
      const batch = model.commands.unsentBatchOf(effect.site);
      if (!batch) continue;
      const commands = batches.get(siteKey(batch)) ?? new Map<number, CacheEffect>();
      batches.set(siteKey(batch), commands.set(effect.site.call, effect));
    }
  }
  return [...batches.values()].map((commands) =>
    [...commands.values()].sort((a, b) => a.site.call - b.site.call),
  );
}

/** Whether something is deleted, with whatever else. */
export function deletes(commands: readonly CacheEffect[]): boolean {
  return commands.some(({ operation }) => operation.startsWith('invalidate'));
}
