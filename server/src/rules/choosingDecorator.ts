/**
 * Which decorator of a method chooses the lifetime of what is kept around it. In: a use of a key. Out: the decorator, where
 * others of its kind are given a lifetime.
 */
import type { SourceSpan } from '../../../shared/src/finding.js';
import { outermostSite } from '../model/calls/sites.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';

export function decoratorThatChooses(
  model: WorkspaceModel,
  { effect, function: owner }: KeyUse,
): SourceSpan | undefined {
  const site = outermostSite(effect);
  const decorator = model.code.decoratorSpan(owner, site);
  if (!decorator) return undefined;
  // It may write in one place with a lifetime and in another without.
  const maker = model.code.functionOf(site);
  const isChosen = model.keyUses.some((other) => {
    const inner = model.code.functionOf(outermostSite(other.effect));
    return other.ttl.kind !== 'none' && inner.file === maker.file && inner.index === maker.index;
  });
  return isChosen ? decorator : undefined;
}
