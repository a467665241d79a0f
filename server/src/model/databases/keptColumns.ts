/**
 * Which columns a write gives the value that they have: the one the row was found by. In: what is written and what the rows
 * are chosen by. Out: names of columns that stay as they are.
 */
import { type Rows, rowsWithin, type Value } from '../evaluation/values.js';
import { isSameValue } from '../evaluation/wording.js';

export function keptColumns(data: readonly Value[], where: ReadonlyMap<string, Value>): ReadonlySet<string> {
  const found = [where, ...ownRows(where).map((rows) => rows.where)];
  const given = data.flatMap((value) => (value.kind === 'record' ? [...value.fields] : []));
  return new Set(
    given.flatMap(([column, value]) => {
      const isKept = found.some((conditions) => {
        const compared = conditions.get(column);
        return compared !== undefined && isSameValue(compared, value);
      });
      return isKept ? [column] : [];
    }),
  );
}

/** Rows that were read before, and are written: `{ id: found.id }`. By `{ id: found.userId }` another row is written. */
function ownRows(where: ReadonlyMap<string, Value>): readonly Rows[] {
  return [...where].flatMap(([column, value]) =>
    rowsWithin(value).filter(({ path }) => path.at(-1) === column),
  );
}
