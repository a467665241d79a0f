/**
 * Whether a write only changes columns that are in the copy and that no reader of it looks at. In: an unmet obligation and
 * what becomes of the copies. Out: the obligation with the places that are left, or nothing.
 */
import { isSameEntity } from '../../libraries/entityNames.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import type { CopyUse } from '../loads/copyUses.js';
import { readsMember } from '../loads/memberUses.js';
import type { CachedEntity } from './entities.js';
import type { UnmetObligation } from './obligations.js';

/** Whether anybody could ever say of copies of this kind which columns are looked at. */
export function mayBeUnread({ writes, nature, entities }: KeyGroup): boolean {
  return nature === 'cache' && writes.length > 0 && entities.some(isRowByItself);
}

/** One row, of which columns are taken. */
function isRowByItself({ many, computed, whole, single }: CachedEntity): boolean {
  return whole && !many && !computed && !single;
}

export function withoutUnread(
  evaluation: Evaluation,
  unmet: UnmetObligation,
  useOf: (group: KeyGroup) => CopyUse | undefined,
): UnmetObligation | undefined {
  const { group, entity, places, write } = unmet;
  if (write.effect.call.operation === 'delete' || !isRowByItself(entity) || !mayBeUnread(group)) return unmet;
  if (places.every(({ columns }) => !columns || columns.length === 0)) return unmet;
  const use = useOf(group);
  if (!use || use.isOpen) return unmet;
  const left = places.filter(
    ({ columns }) =>
      !columns ||
      columns.length === 0 ||
      columns.some((column) => isLookedAt(use, column) || decides(evaluation, group, entity, column)),
  );
  if (left.length === places.length) return unmet;
  return left.length > 0 ? { ...unmet, places: left } : undefined;
}

/** `createdBy` is written where `createdById` is looked at. */
function isLookedAt({ looked }: CopyUse, column: string): boolean {
  const name = stemOf(column);
  for (const one of looked) if (stemOf(one) === name) return true;
  return false;
}

/** `tokens` of `tokens.$.name`, `created_by` of `created_by_id`. */
function stemOf(column: string): string {
  const [first = ''] = column.split('.');
  return first.replace(/_?ids?$/i, '').replace(/^_+/, '');
}

/** It says which row is cached, or is looked at before the row is. */
function decides(evaluation: Evaluation, group: KeyGroup, entity: CachedEntity, column: string): boolean {
  const asked = group.entities.filter((one) => isSameEntity(one.entity, entity.entity));
  const isAsked = asked.some(({ where, deciding }) =>
    [...where.keys(), ...deciding].some((name) => stemOf(name) === stemOf(column)),
  );
  const [first = ''] = column.split('.');
  return isAsked || group.writes.some((use) => readsMember(evaluation, use.function, first));
}
