/**
 * Which cached copies a database write may make stale. In: all writes and all groups of keys. Out: for a write its groups,
 * for a group its writes, both in the order they came in. There are many of each, and few that have to do with each
 * other, so they are looked up by what they call their entity.
 */
import { identitiesOf } from '../../libraries/entityNames.js';
import { identitiesIn, type KeyGroup } from '../keys/keyGroups.js';
import { append } from '../lists.js';
import { affectedEntity } from './affectedEntity.js';
import type { DatabaseWrite } from './databaseWrites.js';

export class AffectedGroups {
  private readonly groups = new Map<DatabaseWrite, readonly KeyGroup[]>();
  private readonly writes = new Map<KeyGroup, DatabaseWrite[]>();

  constructor(writes: readonly DatabaseWrite[], groups: readonly KeyGroup[]) {
    const byEntity = new Map<string, KeyGroup[]>();
    for (const group of groups) {
      for (const name of new Set(identitiesIn(group))) {
        append(byEntity, name, group);
      }
    }
    const places = new Map(groups.map((group, index) => [group, index]));
    const placeOf = (group: KeyGroup) => places.get(group) ?? 0;
    for (const write of writes) {
      const named = identitiesOf(write.effect.call.entity).flatMap((name) => byEntity.get(name) ?? []);
      const affected = [...new Set(named)]
        .filter((group) => affectedEntity(write, group) !== undefined)
        .sort((a, b) => placeOf(a) - placeOf(b));
      this.groups.set(write, affected);
      for (const group of affected) append(this.writes, group, write);
    }
  }

  groupsOf(write: DatabaseWrite): readonly KeyGroup[] {
    return this.groups.get(write) ?? [];
  }

  writesOn(group: KeyGroup): readonly DatabaseWrite[] {
    return this.writes.get(group) ?? [];
  }
}
