/**
 * Keys that functions build right in the call of a command: `del(order(id), lines(id))`. In: a call. Out: for each of its
 * keys the builder with what it is given; undefined as soon as one key is written in any other way.
 */
import { callOf } from '../../facts/expressionNames.js';
import type { Expression } from '../../facts/fileFacts.js';
import { isSameExpression } from '../../facts/sameExpression.js';
import type { Site } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference } from '../evaluation/values.js';

/** A call of a key builder. */
export interface BuiltKey {
  readonly builder: FunctionReference;
  readonly given: readonly Expression[];
}

/** Whether all of them are made of one and the same thing, and of nothing else. */
export function haveOneTag(keys: readonly BuiltKey[]): boolean {
  const [first] = keys[0]?.given ?? [];
  return (
    first !== undefined &&
    keys.every(({ given: [only, ...others] }) => only && others.length === 0 && isSameExpression(only, first))
  );
}

/** `keys` says which arguments are keys. */
export function builtKeys(
  evaluation: Evaluation,
  { file, call }: Site,
  keys: 'all' | 'first',
): readonly BuiltKey[] | undefined {
  const facts = evaluation.factsOf(file);
  const fact = facts?.calls[call];
  const frame = fact && evaluation.symbolicFrame({ file, index: fact.function });
  if (!facts || !fact || !frame) return undefined;
  const given = keys === 'all' ? fact.arguments : fact.arguments.slice(0, 1);
  const written = given.flatMap((argument) => (argument.kind === 'array' ? argument.items : [argument]));
  const built: BuiltKey[] = [];
  for (const expression of written) {
    const inner = callOf(facts, expression);
    const callee = inner && evaluation.evaluate(frame, inner.callee);
    if (!inner || callee?.kind !== 'function') return undefined;
    built.push({ builder: callee.function, given: inner.arguments });
  }
  return built.length > 0 ? built : undefined;
}
