/**
 * Interceptors of Nest that the project wrote itself: `@UseInterceptors(Forget)` on a handler or its controller. In: the frame
 * of a method. Out: their `intercept`, which runs around it.
 */

import { memberOf } from '../evaluation/evaluateMember.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { functionsIn, type Value } from '../evaluation/values.js';

export function interceptorsAround(
  evaluation: Evaluation,
  frame: Frame,
): readonly Extract<Value, { kind: 'function' }>[] {
  const { fact, facts, file } = frame;
  const owner = fact.class === undefined ? undefined : facts.classes[fact.class];
  if (!owner) return [];
  const given = [...fact.decorators, ...owner.decorators]
    .filter(({ name }) => name === 'UseInterceptors')
    .flatMap((decorator) => decorator.arguments);
  const declared = given.length > 0 ? evaluation.moduleFrame(file) : undefined;
  if (!declared) return [];
  return given.flatMap((argument) => {
    const value = evaluation.evaluate(declared, argument);
    const made: Value = value.kind === 'class' ? { ...value, kind: 'instance' } : value;
    return made.kind === 'instance' ? functionsIn(memberOf(evaluation, declared, made, 'intercept')) : [];
  });
}
