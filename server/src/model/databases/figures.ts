/**
 * Does a query give figures instead of rows? In: what it selects. Out: whether that is nothing but numbers computed of rows, and
 * what they are grouped by. With the row itself selected beside them, it is rows that have a number more.
 */

import type { DatabaseMethod } from '../../libraries/databaseLibrary.js';
import { argumentAt } from '../commands/commandOfCall.js';
import type { Value } from '../evaluation/values.js';
import { roleOf } from './databaseHandles.js';

export function selectsFigures(method: DatabaseMethod, args: readonly Value[]): boolean {
  const slot = method.select === undefined ? undefined : argumentAt(method.select, args);
  const columns = method.selects ? args.flatMap(columnsIn) : slot ? columnsIn(slot) : [];
  return columns.some(isFigure) && !columns.some(namesRow);
}

function columnsIn(value: Value): readonly Value[] {
  if (value.kind === 'array') return value.items;
  return value.kind === 'record' ? [...value.fields.values()] : [value];
}

const COMPUTED = /^\s*(count|sum|avg|min|max|total)\s*\(/i;

function isFigure(value: Value): boolean {
  if (value.kind !== 'database') return false;
  const { handle } = value;
  if (roleOf(handle)?.figure) return true;
  const [first] = handle.sql?.kind === 'text' ? handle.sql.parts : [];
  const text = handle.sql?.kind === 'constant' ? handle.sql.value : first;
  return !handle.query && typeof text === 'string' && COMPUTED.test(text);
}

const ROW = /^(?:\w+\.)?_?(id|uuid|\*)$/i;

/** `users.id`, `users` itself or all of it. */
function namesRow(value: Value): boolean {
  if (value.kind === 'method') return ROW.test(value.name);
  if (value.kind === 'database') return value.handle.entity !== undefined && !value.handle.query;
  return value.kind === 'constant' && ROW.test(String(value.value));
}
