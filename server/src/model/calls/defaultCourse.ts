/**
 * Which way does a function go where its caller leaves out what may be left out? In: a fork in its control flow. Out: whether
 * that is the way of the fork: `update(id, changes, { silent = false } = {})`.
 */
import type { BranchStep, ParameterFact } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type Frame, NO_CALLS } from '../evaluation/frame.js';
import { truthOf } from '../evaluation/truth.js';
import { UNDEFINED, type Value } from '../evaluation/values.js';

export function isDefaultCourse(evaluation: Evaluation, frame: Frame, step: BranchStep): boolean {
  const { condition, arm } = step;
  if (!condition || !frame.fact.parameters.some(mayBeLeftOut)) return false;
  return LEFT_OUT.some((nothing) => {
    const shortest = calledWith(evaluation, frame, nothing);
    return shortest !== undefined && truthOf(evaluation.evaluate(shortest, condition)) === arm;
  });
}

/** `options?.silent`: options with nothing in them do as none at all. */
const LEFT_OUT: readonly Value[] = [UNDEFINED, { kind: 'record', fields: new Map(), open: false }];

function calledWith(evaluation: Evaluation, frame: Frame, nothing: Value): Frame | undefined {
  const { fact, function: reference, outer, self } = frame;
  const given = fact.parameters.map(
    (parameter, index): Value =>
      mayBeLeftOut(parameter)
        ? nothing
        : { kind: 'parameter', function: reference, index, path: [], name: '' },
  );
  return evaluation.callFrame(reference, outer, given, self, NO_CALLS);
}

function mayBeLeftOut({ optional, defaultValue }: ParameterFact): boolean {
  return optional || defaultValue !== undefined;
}
