/**
 * What do functions say that a query is given in the place of columns or values? In: the method's table, the handle and the
 * arguments. Out: the arguments with what such functions build, and the SQL of one expression that they build it of.
 */
import type { DatabaseMethod } from '../../libraries/databaseLibrary.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { ONE_CALL } from '../evaluation/frame.js';
import { constant, type DatabaseHandle, type Value } from '../evaluation/values.js';

/** `select(['path', (eb) => eb.fn.countAll().as('visits')])`, `set((eb) => ({ views: eb('views', '+', 1) }))` */
export function withBuiltExpressions(
  evaluation: Evaluation,
  { library }: DatabaseHandle,
  { handsExpressions: role }: DatabaseMethod,
  args: readonly Value[],
): readonly Value[] {
  if (role === undefined) return args;
  const builder: Value = { kind: 'database', handle: { library, role } };
  const built = (value: Value): Value =>
    value.kind === 'function' ? evaluation.returns.of(value, [builder], ONE_CALL) : value;
  return args.map((value) =>
    value.kind === 'array' ? { ...value, items: value.items.map(built) } : built(value),
  );
}

/** `views + 1` of `eb('views', '+', 1)`; with a part that is not known it says nothing. */
export function builtExpression(
  { library, role }: DatabaseHandle,
  { gives = role }: DatabaseMethod,
  args: readonly Value[],
): Value {
  const words = args.flatMap((value) => (value.kind === 'constant' ? [String(value.value)] : []));
  const sql = words.length === args.length && { sql: constant(words.join(' ')) };
  return { kind: 'database', handle: { library, role: gives, ...sql } };
}
