/** Which key group a write belongs to. In: a model. Out: for a write, its group. */
import type { CacheEffect } from '../model/calls/effect.js';
import { siteKey } from '../model/calls/sites.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import { append } from '../model/lists.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';

export type GroupOfWrite = (write: CacheEffect) => KeyGroup | undefined;

/** A group goes by the text of one of its keys, others may be worded otherwise; one call of a wrapper may write for several groups. */
export function groupsOfWrites({ groups }: WorkspaceModel): GroupOfWrite {
  const known = new Map<string, KeyGroup[]>();
  for (const group of groups) {
    for (const { effect } of group.writes) append(known, siteKey(effect.site), group);
  }
  return (write) => {
    const found = new Set(known.get(siteKey(write.site)));
    const [first, ...others] = found;
    if (others.length === 0) return first;
    // What one wrapper writes for all is the same kind of thing, whichever key it stands under.
    const isOneKind = others.every(({ nature }) => nature === first?.nature);
    return [...found].find(({ text }) => text === keyTextOf(write)) ?? (isOneKind ? first : undefined);
  };
}
