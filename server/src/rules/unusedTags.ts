/**
 * Entries that are kept until one of their tags is revalidated, where nobody does that. In: a use of a key with its group. Out:
 * whether it is one; tags that cannot be read, or a revalidation of what cannot be read, may be the right ones.
 */
import { hasText } from '../../../shared/src/keyPattern.js';
import { deletesByTag } from '../model/databases/copyChanges.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import type { Value } from '../model/evaluation/values.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';

export function waitsForUnusedTags(model: WorkspaceModel, { effect, ttl }: KeyUse, group: KeyGroup): boolean {
  if (ttl.kind !== 'keep' || effect.operation !== 'wrap' || !effect.tags) return false;
  return areRead(effect.tags) && !model.operations.some((other) => deletesByTag(other.effect, group));
}

function areRead(tags: Value): boolean {
  return (
    tags.kind === 'array' &&
    tags.some === undefined &&
    tags.items.length > 0 &&
    tags.items.every((tag) => {
      const patterns = patternsOf(tag);
      return patterns.length > 0 && patterns.every(hasText);
    })
  );
}
