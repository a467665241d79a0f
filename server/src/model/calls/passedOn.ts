/**
 * Whether a function hands what it is given on to another one. In: a parameter of each, or a part of one. Out: whether the
 * second gets the first, through a few calls at most.
 */
import { memberOf } from '../evaluation/evaluateMember.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type Frame, NO_CALLS, parameterOf } from '../evaluation/frame.js';
import {
  functionsIn,
  isSameFunction,
  isSameParameter,
  type Parameter,
  partsOf,
  type Value,
} from '../evaluation/values.js';
import { functionOfCall } from './enclosingFunctions.js';

const MAXIMUM_FURTHER_CALLS = 2;

export function isPassedOn(evaluation: Evaluation, given: Value, asked: Value): boolean {
  if (given.kind !== 'parameter' || asked.kind !== 'parameter') return false;
  const frame = evaluation.symbolicFrame(given.function);
  const values = frame ? valuesGiven(evaluation, frame, asked, MAXIMUM_FURTHER_CALLS) : [];
  return values.some((value) => isSameParameter(plain(value), given));
}

/** What a parameter of another function is given when a function is called. */
function valuesGiven(
  evaluation: Evaluation,
  around: Frame,
  asked: Parameter,
  furtherCalls: number,
): readonly Value[] {
  const { file, index } = around.function;
  const calls = evaluation.factsOf(file)?.calls ?? [];
  return calls.flatMap((call, position) => {
    const owner = functionOfCall(evaluation, { file, call: position });
    if (owner?.index !== index) return [];
    const frame = call.function === index ? around : evaluation.symbolicFrame({ file, index: call.function });
    if (!frame) return [];
    const given = (parameter: Parameter): readonly Value[] => {
      const argument = call.arguments[parameter.index];
      if (!argument || call.arguments.some(({ kind }) => kind === 'spread')) return [];
      return [partOf(evaluation, frame, evaluation.evaluate(frame, argument), parameter.path)];
    };
    return functionsIn(evaluation.evaluate(frame, call.callee)).flatMap((called) => {
      const { function: callee } = called;
      if (isSameFunction(callee, asked.function)) return given(asked);
      if (furtherCalls === 0 || isSameFunction(callee, owner)) return [];
      const below = frameOf(evaluation, called);
      const inner = below ? valuesGiven(evaluation, below, asked, furtherCalls - 1) : [];
      return inner
        .map(plain)
        .flatMap((value) =>
          value.kind === 'parameter' && isSameFunction(value.function, callee) ? given(value) : [],
        );
    });
  });
}

/** `Number(req.params.id)` is still that. */
function plain(value: Value): Value {
  const [only, ...others] = value.kind === 'derived' ? partsOf(value) : [];
  return only && others.length === 0 ? plain(only) : value;
}

/** A function that another one made knows what that was given: `wrap((agentId) => …)`. */
function frameOf(
  evaluation: Evaluation,
  { function: reference, frame: outer, self }: Extract<Value, { kind: 'function' }>,
): Frame | undefined {
  const symbolic = evaluation.symbolicFrame(reference);
  if (!symbolic || outer.arguments === undefined) return symbolic;
  const parameters = symbolic.fact.parameters.map((_, index) => parameterOf(symbolic, index));
  return evaluation.callFrame(reference, outer, parameters, self, NO_CALLS);
}

function partOf(evaluation: Evaluation, frame: Frame, value: Value, path: readonly string[]): Value {
  return path.reduce((part, name) => memberOf(evaluation, frame, part, name), value);
}
