/**
 * Is a row only read while a moment in it lies ahead? In: rows, with what they are selected by, and a column. Out: yes where the
 * query compares the column with the moment of the call: `where: { code, endsAt: { gt: new Date() } }`.
 */
import { isMoment } from '../evaluation/newValues.js';
import type { Rows, Value } from '../evaluation/values.js';

const LATER = /^\$?gte?$/;
const EACH_HOLDS = /^(AND|\$and|OR|\$or|\*)$/;

export function isAhead({ where, many }: Rows, column: string): boolean {
  return !many && comparesWithNow(where, column);
}

function comparesWithNow(where: ReadonlyMap<string, Value>, column: string): boolean {
  return [...where].some(([name, value]) =>
    name === column ? isLaterThanNow(value) : EACH_HOLDS.test(name) && someCompares(value, column),
  );
}

function someCompares(value: Value, column: string): boolean {
  if (value.kind === 'array') return value.items.some((item) => someCompares(item, column));
  return value.kind === 'record' && comparesWithNow(value.fields, column);
}

function isLaterThanNow(value: Value): boolean {
  if (value.kind !== 'record') return false;
  return [...value.fields].some(([name, compared]) => LATER.test(name) && isMoment(compared));
}
