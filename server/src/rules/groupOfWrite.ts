/** Which key group a write belongs to. In: a model. Out: for a write, its group. */
import type { CacheEffect } from '../model/calls/effects.js';
import { siteKey } from '../model/calls/sites.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';

/** Keys of one text may be in several caches, and one call of a wrapper may write keys of several texts. */
export function groupsOfWrites({ groups }: WorkspaceModel): (write: CacheEffect) => KeyGroup | undefined {
  const known = new Map(
    groups.flatMap((group) =>
      group.writes.map(({ effect }) => [`${siteKey(effect.site)} ${group.text}`, group] as const),
    ),
  );
  return (write) => known.get(`${siteKey(write.site)} ${keyTextOf(write)}`);
}
