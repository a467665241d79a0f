/**
 * What becomes of rows, whichever way a value leads to them? In: a value and what is made of rows. Out: the same value with that in
 * their place; undefined where there are none.
 */
import { awaited, rowsOfHandle } from '../databases/databaseHandles.js';
import type { Rows, Value } from './values.js';

export function rowsMade(value: Value, make: (rows: Rows) => Value): Value | undefined {
  const waited = awaited(value);
  switch (waited.kind) {
    case 'rows':
      return make(waited.rows);
    case 'database': {
      const rows = rowsOfHandle(waited.handle);
      return rows && rowsMade(rows, make);
    }
    case 'fallback': {
      const first = rowsMade(waited.value, make);
      return (
        first && { ...waited, value: first, otherwise: rowsMade(waited.otherwise, make) ?? waited.otherwise }
      );
    }
    case 'either': {
      const made = waited.values.map((one) => rowsMade(one, make));
      if (made.every((one) => one === undefined)) return undefined;
      return { ...waited, values: waited.values.map((one, index) => made[index] ?? one) };
    }
    default:
      return undefined;
  }
}
