/**
 * Is the copy that is deleted the one that holds the written rows, where these only come along with another row? In: a write and a
 * delete. Out: yes where the key is made of the id of the row that they belong to, by which the write chooses them, too.
 */
import type { CacheEffect, DatabaseEffect } from '../calls/effect.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { isSameValue } from '../evaluation/wording.js';
import { holesOfKey, isIdOf } from '../keys/keyColumns.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import { conditionsOf } from './otherRows.js';

/** `line.deleteMany({ where: { orderId } })` and `del(`order:${orderId}`)`, where the lines are in the copy of their order. */
export function isCopyOfOwner(
  evaluation: Evaluation,
  { entities }: KeyGroup,
  invalidation: CacheEffect,
  write: DatabaseEffect,
): boolean {
  const [hole, ...others] = holesOfKey(invalidation.key) ?? [];
  if (!hole || others.length > 0) return false;
  const owners = entities.filter(({ along, many }) => !along && !many);
  return conditionsOf(evaluation, write).some(
    ([column, value]) => isSameValue(value, hole) && owners.some(({ entity }) => isIdOf(column, entity)),
  );
}
