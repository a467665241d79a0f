/**
 * Whether a function does anything with what it read but test it. In: the function, and what counts as the answer. Out:
 * true where the answer is returned, handed to a call or assigned, as whoever looks for a copy does.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { CallFact, Expression } from '../../facts/fileFacts.js';
import { wrappersOf } from '../calls/decoratedMethods.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { type FunctionReference, someValue, type Value } from '../evaluation/values.js';

/** Calls that only say whether there is something, or tell a log. */
const ASKING =
  /^(keys|getOwnPropertyNames|isEmpty|isNil|isNull|isUndefined|isArray|Boolean|log|debug|info|warn)$/;

function argumentsUsed(call: CallFact | undefined): readonly Expression[] {
  return call && !ASKING.test(lastName(call.callee)) ? call.arguments : [];
}

/** Of a function, and of what decorators of the project put around it. */
export function framesOf(evaluation: Evaluation, reference: FunctionReference): readonly Frame[] {
  const frame = evaluation.symbolicFrame(reference);
  return frame ? [frame, ...wrappersOf(evaluation, frame)] : [];
}

export function usesAnswer(
  evaluation: Evaluation,
  reference: FunctionReference,
  isAnswer: (part: Value) => boolean,
): boolean {
  return framesOf(evaluation, reference).some((frame) => isUsedIn(evaluation, frame, isAnswer));
}

function isUsedIn(evaluation: Evaluation, frame: Frame, isAnswer: (part: Value) => boolean): boolean {
  const {
    facts,
    fact,
    function: { file, index },
  } = frame;
  const given = [
    ...fact.returns.flatMap(({ value }) => value ?? []),
    ...fact.calls.flatMap((call) => argumentsUsed(facts.calls[call])),
    ...facts.assignments.flatMap((one) => (one.function === index ? [one.value] : [])),
  ];
  const isUsedHere = given.some((expression) => {
    // Callbacks written here are looked into below.
    return expression.kind !== 'function' && someValue(evaluation.evaluate(frame, expression), isAnswer);
  });
  return (
    isUsedHere ||
    facts.functions.some(
      (inner, position) =>
        inner.parent === index && usesAnswer(evaluation, { file, index: position }, isAnswer),
    )
  );
}

/** `if (pending) return;`: where there is something nothing is left to do, so nobody looks for a copy. */
export function stopsOnAnswer(
  evaluation: Evaluation,
  reference: FunctionReference,
  isAnswer: (part: Value) => boolean,
): boolean {
  return framesOf(evaluation, reference).some((frame) =>
    frame.fact.returns.some(({ value, branches }) => {
      const step = branches.at(-1);
      if (value || !step?.condition || step.arm !== 'true') return false;
      const isEmpty = !frame.fact.calls.some((call) =>
        frame.facts.calls[call]?.branches.some((other) => other.fork === step.fork && other.arm === step.arm),
      );
      return isEmpty && isAnswer(evaluation.evaluate(frame, step.condition));
    }),
  );
}

/** The conditions under which a function returns, wherever in it that is. */
export function exitsOf(evaluation: Evaluation, reference: FunctionReference): readonly Value[] {
  return framesOf(evaluation, reference).flatMap((frame) => {
    const conditions = frame.fact.returns.flatMap(({ branches }) =>
      branches.flatMap((step) => step.condition ?? []),
    );
    return [...new Set(conditions)].map((condition) => evaluation.evaluate(frame, condition));
  });
}
