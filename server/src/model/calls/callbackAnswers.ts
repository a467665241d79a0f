/**
 * What does a function answer its callback with? In: the frame of the function, which of its parameters the callback is, and which
 * argument of the callback is asked for. Out: what it is given by the function itself or by a callback inside it
 * (`pool.query(text, (error, rows) => done(error, rows))`); undefined where that is not understood.
 */
import { isInside } from '../../facts/functionNesting.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { frameInside } from '../evaluation/promised.js';
import { isNothing, isNotUnderstood, type Value } from '../evaluation/values.js';

export function callbackAnswer(
  evaluation: Evaluation,
  frame: Frame,
  argument: number,
  position: number,
): Value | undefined {
  const [callback] = frame.fact.parameters[argument]?.bindings ?? [];
  if (callback === undefined) return undefined;
  for (const { arguments: args, function: owner } of evaluation.callsOfName(frame.facts, callback)) {
    const given = args[position];
    const inner = given && frameInside(evaluation, frame, owner);
    const value = inner && given && evaluation.evaluate(inner, given);
    if (inner && value && saysSomething(frame, inner, value)) return value;
  }
  return undefined;
}

/** What a callback inside the function is given by something that is not understood says nothing. */
function saysSomething(frame: Frame, inner: Frame, value: Value): boolean {
  if (value.kind === 'unknown' || isNothing(value)) return false;
  if (inner === frame) return true;
  if (value.kind !== 'parameter') return !isNotUnderstood(value);
  const { file, index } = value.function;
  return file !== frame.file || !isInside(frame.facts, index, frame.function.index);
}
