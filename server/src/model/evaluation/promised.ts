/**
 * What is promised by `new Promise((resolve) => …)`: what the function that is given calls `resolve` with, in its own
 * code or in callbacks inside it. Undefined where it calls it with nothing that is understood.
 */
import type { FunctionIndex } from '../../facts/fileFacts.js';
import { isInside, parentOf } from '../../facts/functionNesting.js';
import type { Evaluation } from './evaluation.js';
import type { FollowedCalls, Frame } from './frame.js';
import { either, isNothing, isNotUnderstood, UNKNOWN, type Value } from './values.js';

export function promisedValue(
  evaluation: Evaluation,
  executor: Value | undefined,
  calls: FollowedCalls,
): Value | undefined {
  if (executor?.kind !== 'function') return undefined;
  const { function: reference, frame: closure, self } = executor;
  const frame = evaluation.callFrame(reference, closure, [UNKNOWN, UNKNOWN], self, calls);
  const resolve = frame?.fact.parameters[0]?.bindings[0];
  if (!frame || resolve === undefined) return undefined;
  const values = evaluation
    .callsOfName(frame.facts, resolve)
    .flatMap(({ arguments: [given], function: owner }) => {
      const inner = given && frameInside(evaluation, frame, owner);
      return inner && given ? [evaluation.evaluate(inner, given)] : [];
    });
  // What a callback is given by something that is not understood says nothing.
  const isOwn = (value: Value): boolean =>
    value.kind === 'parameter' &&
    value.function.file === frame.file &&
    isInside(frame.facts, value.function.index, reference.index);
  const meaningful = values.filter((value) => !isNothing(value) && !isOwn(value));
  return meaningful.length > 0 && !meaningful.every(isNotUnderstood) ? either(meaningful) : undefined;
}

/** The frame of a function written somewhere inside the function of `frame`. */
export function frameInside(evaluation: Evaluation, frame: Frame, index: FunctionIndex): Frame | undefined {
  if (index === frame.function.index) return frame;
  const parent = parentOf(frame.facts, index);
  const outer = parent < 0 ? undefined : frameInside(evaluation, frame, parent);
  return outer && evaluation.nestedFrame(outer, index);
}
