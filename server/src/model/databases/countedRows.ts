/**
 * Does a write change what was counted or added up? In: a write and a group of keys. Out: whether it adds or takes away rows that
 * its numbers were made of, or changes a column by which these are chosen. That many rows are counted says nothing of the one
 * that is written, so this is only asked where the code deletes the number itself.
 */
import { isSameEntity } from '../../libraries/entityNames.js';
import { type Rows, type Value, walkValue } from '../evaluation/values.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import type { DatabaseCall } from './databaseCalls.js';

/** The rows that the numbers in a value were made of. */
export function countedIn(value: Value): readonly Rows[] {
  const found: Rows[] = [];
  walkValue(value, (part) => {
    if (part.kind === 'derived' && part.counted) found.push(part.counted);
    return true;
  });
  return found;
}

/** `{ ...filter }`, `{ $or: [...] }`: columns that nobody reads may stand there. */
function isNoColumn(name: string): boolean {
  return /^(\.\.\.|\$|(OR|AND|NOT)$)/.test(name);
}

export function changesCount(call: DatabaseCall, { counted }: Pick<KeyGroup, 'counted'>): boolean {
  return counted.some(({ entity, where }) => {
    if (!isSameEntity(entity, call.entity)) return false;
    if (call.operation !== 'update' || !call.columns) return true;
    return (
      where.size === 0 ||
      [...where.keys()].some(isNoColumn) ||
      call.columns.some((column) => where.has(column))
    );
  });
}
