/**
 * Whether a function does anything with what it read but test it. In: the function, and what counts as the answer. Out:
 * true where the answer is returned, handed to a call or assigned, as whoever looks for a copy does.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { CallFact, Expression } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, someValue, type Value } from '../evaluation/values.js';

/** Calls that only say whether there is something, or tell a log. */
const ASKING =
  /^(keys|getOwnPropertyNames|isEmpty|isNil|isNull|isUndefined|isArray|Boolean|log|debug|info|warn)$/;

function argumentsUsed(call: CallFact | undefined): readonly Expression[] {
  return call && !ASKING.test(lastName(call.callee)) ? call.arguments : [];
}

export function usesAnswer(
  evaluation: Evaluation,
  { file, index }: FunctionReference,
  isAnswer: (part: Value) => boolean,
): boolean {
  const facts = evaluation.factsOf(file);
  const frame = evaluation.symbolicFrame({ file, index });
  const fact = facts?.functions[index];
  if (!facts || !frame || !fact) return false;
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
  { file, index }: FunctionReference,
  isAnswer: (part: Value) => boolean,
): boolean {
  const facts = evaluation.factsOf(file);
  const frame = evaluation.symbolicFrame({ file, index });
  if (!facts || !frame) return false;
  return frame.fact.returns.some(({ value, branches }) => {
    const step = branches.at(-1);
    if (value || !step?.condition || step.arm !== 'true') return false;
    const isEmpty = !frame.fact.calls.some((call) =>
      facts.calls[call]?.branches.some((other) => other.fork === step.fork && other.arm === step.arm),
    );
    return isEmpty && isAnswer(evaluation.evaluate(frame, step.condition));
  });
}
