/**
 * Which columns are given the moment of the write: `new Date()`, `dayjs().toDate()`, `sql`now()``, `knex.fn.now()`,
 * `fn('NOW')`, `$currentDate`. In: what is written. Out: names of columns.
 */

import { isMomentInSql } from '../../libraries/sql/momentsInSql.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { ONE_CALL } from '../evaluation/frame.js';
import { isNew } from '../evaluation/newValues.js';
import type { Value } from '../evaluation/values.js';

export function momentColumns(evaluation: Evaluation, data: readonly Value[]): readonly string[] {
  return data.flatMap((value) =>
    value.kind === 'record'
      ? [...value.fields].flatMap(([name, field]) => momentsIn(evaluation, name, field))
      : [],
  );
}

function momentsIn(evaluation: Evaluation, name: string, field: Value): readonly string[] {
  if (field.kind === 'record') {
    if (name === '$currentDate') return [...field.fields.keys()];
    return name === '$set' ? momentColumns(evaluation, [field]) : [];
  }
  const made = field.kind === 'function' ? evaluation.returns.of(field, [], ONE_CALL) : field;
  return isMomentOfCall(made) ? [name] : [];
}

/** Those of the values, by the names of their columns, that are a moment. */
export function momentsAmong(values: ReadonlyMap<string, Value>): readonly string[] {
  return [...values].flatMap(([column, value]) => (isMomentOfCall(value) ? [column] : []));
}

/** What a client or a package makes of nothing that was handed in is taken for one: `knex.fn.now()`, `dayjs()`. */
export function isMomentOfCall(value: Value): boolean {
  if (isNew(value)) return true;
  const sql = value.kind === 'database' ? value.handle.sql : value;
  switch (sql?.kind) {
    case 'constant':
      return typeof sql.value === 'string' && isMomentInSql(sql.value);
    case 'text':
      return sql.parts.every((part) => typeof part === 'string' && isMomentInSql(part));
    case 'derived':
      return sql.from.every((part) => isClient(part) || isMomentOfCall(part));
    default:
      return false;
  }
}

const CLIENTS: ReadonlySet<Value['kind']> = new Set(['database', 'external', 'global']);

/** Also a part of one, such as `knex.fn`. */
function isClient(value: Value): boolean {
  return CLIENTS.has(value.kind === 'method' ? value.object.kind : value.kind);
}
