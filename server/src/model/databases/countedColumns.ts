/**
 * Which columns a write only counts up by one: `{ views: { increment: 1 } }`, `{ $inc: { views: 1 } }`, `views + 1`. In: what
 * is written. Out: names of columns. Such a number grows with every visit, and nobody expects a copy to follow.
 */
import type { DatabaseMethod } from '../../libraries/databaseLibrary.js';
import { argumentAt } from '../commands/commandOfCall.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Value } from '../evaluation/values.js';

export function countedColumns(
  evaluation: Evaluation,
  method: DatabaseMethod,
  data: readonly Value[],
  args: readonly Value[],
): readonly string[] {
  if (method.counts !== undefined) {
    const step = argumentAt(method.counts, args);
    return step === undefined || step.kind === 'undefined' || isOne(step) ? data.flatMap(namesOf) : [];
  }
  return data.flatMap((value) =>
    value.kind === 'record'
      ? [...value.fields].flatMap(([name, field]) => countedIn(name, madeBy(evaluation, field)))
      : [],
  );
}

/** `views: () => 'views + 1'` */
function madeBy(evaluation: Evaluation, field: Value): Value {
  return field.kind === 'function' ? evaluation.returned(field, [], 1) : field;
}

/** Copies that are told apart by such a number are not valid any more. */
const TELLS_APART = /version|revision|generation|epoch/i;

/** Whether a number is only counted, rather than told apart by. */
export function isCount(column: string): boolean {
  return !TELLS_APART.test(column);
}

function countedIn(name: string, field: Value): readonly string[] {
  if (field.kind !== 'record') return isOneMore(field) ? [name] : [];
  if (name === '$inc') return [...field.fields].flatMap(([column, step]) => (isOne(step) ? [column] : []));
  const step = field.fields.get('increment');
  return step && field.fields.size === 1 && isOne(step) ? [name] : [];
}

function namesOf(value: Value): readonly string[] {
  if (value.kind === 'array') return value.items.flatMap(namesOf);
  if (value.kind === 'constant') return typeof value.value === 'string' ? [value.value] : [];
  return value.kind === 'record' ? [...value.fields].flatMap(([name, by]) => (isOne(by) ? [name] : [])) : [];
}

function isOne(value: Value): boolean {
  return value.kind === 'constant' && Number(value.value) === 1;
}

const ONE_MORE = /\S\s*\+\s*1\s*$/;

/** SQL in the place of a value: `` sql`${posts.views} + 1` ``, `literal('views + 1')`. */
function isOneMore(value: Value): boolean {
  const sql = value.kind === 'database' ? value.handle.sql : value;
  if (sql?.kind === 'constant') return typeof sql.value === 'string' && ONE_MORE.test(sql.value);
  if (sql?.kind === 'text') {
    const [last, ...before] = sql.parts.toReversed();
    return typeof last === 'string' && ONE_MORE.test(`${before.length > 0 ? 'x' : ''}${last}`);
  }
  if (sql?.kind !== 'derived') return false;
  return sql.from.length === 1 && sql.from.some(isOneMore);
}
