/**
 * Whether a function hands what it is given on to another one. In: a parameter of each, or a part of one. Out: whether the
 * second gets the first, through a few calls at most.
 */
import { memberOf } from '../evaluation/evaluateMember.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import {
  type FunctionReference,
  functionsIn,
  isSameFunction,
  isSameParameter,
  type Parameter,
  type Value,
} from '../evaluation/values.js';
import { functionOfCall } from './enclosingFunctions.js';

const MAXIMUM_FURTHER_CALLS = 2;

export function isPassedOn(evaluation: Evaluation, given: Value, asked: Value): boolean {
  if (given.kind !== 'parameter' || asked.kind !== 'parameter') return false;
  const values = valuesGiven(evaluation, given.function, asked, MAXIMUM_FURTHER_CALLS);
  return values.some((value) => isSameParameter(value, given));
}

/** What a parameter of another function is given when a function is called. */
function valuesGiven(
  evaluation: Evaluation,
  { file, index }: FunctionReference,
  asked: Parameter,
  furtherCalls: number,
): readonly Value[] {
  const calls = evaluation.factsOf(file)?.calls ?? [];
  return calls.flatMap((call, position) => {
    const owner = functionOfCall(evaluation, { file, call: position });
    const frame = evaluation.symbolicFrame({ file, index: call.function });
    if (!frame || owner?.index !== index) return [];
    const given = (parameter: Parameter): readonly Value[] => {
      const argument = call.arguments[parameter.index];
      if (!argument || call.arguments.some(({ kind }) => kind === 'spread')) return [];
      return [partOf(evaluation, frame, evaluation.evaluate(frame, argument), parameter.path)];
    };
    return functionsIn(evaluation.evaluate(frame, call.callee)).flatMap(({ function: callee }) => {
      if (isSameFunction(callee, asked.function)) return given(asked);
      if (furtherCalls === 0 || isSameFunction(callee, owner)) return [];
      const inner = valuesGiven(evaluation, callee, asked, furtherCalls - 1);
      return inner.flatMap((value) =>
        value.kind === 'parameter' && isSameFunction(value.function, callee) ? given(value) : [],
      );
    });
  });
}

function partOf(evaluation: Evaluation, frame: Frame, value: Value, path: readonly string[]): Value {
  return path.reduce((part, name) => memberOf(evaluation, frame, part, name), value);
}
