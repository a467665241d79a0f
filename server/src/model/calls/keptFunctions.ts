/**
 * Functions whose result is kept because they say so themselves: `cacheTag('posts')` in a function with `'use cache'`. In:
 * the frame of the call. Out: the function's name and what it is given as the key, and what it gives as the value.
 */
import type { Evaluation } from '../evaluation/evaluation.js';
import { type Frame, NO_CALLS, parameterOf } from '../evaluation/frame.js';
import { textOf } from '../evaluation/texts.js';
import { UNKNOWN, type Value } from '../evaluation/values.js';

export function keptFunction(
  evaluation: Evaluation,
  frame: Frame,
): { readonly key: Value; readonly value: Value } | undefined {
  const { fact, facts, outer } = frame;
  if (!outer || fact.name === '') return undefined;
  const given = fact.parameters.map((_, index) => frame.arguments?.[index] ?? parameterOf(frame, index));
  const holes = given.flatMap((value, index) => {
    const [binding] = fact.parameters[index]?.bindings ?? [];
    const name = binding === undefined ? 'argument' : (facts.bindings[binding]?.name ?? 'argument');
    return [':', { name, value }];
  });
  const own: Value = { kind: 'function', function: frame.function, frame: outer };
  return {
    key: textOf([fact.name, ...holes]),
    value: evaluation.returns.of(own, given, NO_CALLS) ?? UNKNOWN,
  };
}
